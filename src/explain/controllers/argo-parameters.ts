import { z } from 'zod';

const parameters = z.array(
  z.looseObject({ name: z.string(), value: z.unknown().optional(), default: z.unknown().optional() }),
);

const withArguments = z.looseObject({ arguments: z.looseObject({ parameters: parameters.nullish() }).nullish() });
const withInputs = z.looseObject({ inputs: z.looseObject({ parameters: parameters.nullish() }).nullish() });

export type Parameters = Readonly<Record<string, string>>;

/**
 * Values of `{{workflow.parameters.x}}` or `{{inputs.parameters.x}}`, as far as the manifest itself gives them; what a
 * caller passes to a template is not known here.
 */
export function parametersOf(holder: unknown, level: 'workflow' | 'template', workflowName: string): Parameters {
  const declared =
    level === 'workflow'
      ? withArguments.parse(holder).arguments?.parameters
      : withInputs.parse(holder).inputs?.parameters;
  const prefix = level === 'workflow' ? 'workflow' : 'inputs';
  const values = (declared ?? []).flatMap(({ name, value, default: fallback }) => {
    const text = value ?? fallback;
    return text === undefined || text === null ? [] : [[`${prefix}.parameters.${name}`, String(text)] as const];
  });
  return { 'workflow.name': workflowName, ...Object.fromEntries(values) };
}

/** Replaces every known `{{...}}` in the strings of a template. */
export function fillParameters(value: unknown, known: Parameters): unknown {
  if (typeof value === 'string') {
    return value.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, name: string) => known[name] ?? whole);
  }
  if (Array.isArray(value)) {
    return value.map((item) => fillParameters(item, known));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillParameters(item, known)]));
  }
  return value;
}
