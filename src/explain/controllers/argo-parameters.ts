import { z } from 'zod';

const parameters = z.array(
  z.looseObject({ name: z.string(), value: z.unknown().optional(), default: z.unknown().optional() }),
);

const withParameters = z.looseObject({ parameters: parameters.nullish() }).nullish();
const holder = z.looseObject({ arguments: withParameters, inputs: withParameters });

/** Values by the name under which `{{...}}` calls for them, such as `inputs.parameters.epochs`. */
export type Parameters = Readonly<Record<string, string>>;

/** What `{{workflow...}}` stands for, as far as the manifest itself says. */
export function workflowParameters(spec: unknown, workflowName: string): Parameters {
  const declared = holder.parse(spec).arguments?.parameters ?? [];
  return { 'workflow.name': workflowName, ...valuesOf('workflow.parameters', declared, {}) };
}

/** What `{{inputs.parameters...}}` stands for in a template: what was passed, else its own value, else its default. */
export function inputsOf(template: unknown, passed: Parameters): Parameters {
  return valuesOf('inputs.parameters', holder.parse(template).inputs?.parameters ?? [], passed);
}

function valuesOf(prefix: string, declared: z.output<typeof parameters>, passed: Parameters): Parameters {
  const values: Record<string, string> = {};
  for (const { name, value, default: fallback } of declared) {
    const given = passed[`${prefix}.${name}`] ?? value ?? fallback;
    if (given !== undefined && given !== null) {
      values[`${prefix}.${name}`] = typeof given === 'string' ? given : JSON.stringify(given);
    }
  }
  return values;
}

/** Replaces every known `{{...}}` in the strings of a value. */
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
