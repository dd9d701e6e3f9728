import * as z from 'zod';
import { isMap } from '../../decision/values/map.ts';
import { parseAt } from '../../manifests/shape.ts';
import type { Controlled } from './controlled.ts';
import { nameOf } from './controlled.ts';
import { replacePlaceholders } from './placeholder.ts';

const parameters = z.array(
  z.looseObject({ name: z.string(), value: z.unknown().optional(), default: z.unknown().optional() }),
);

const withParameters = z.looseObject({ parameters: parameters.nullish() }).nullish();
const holder = z.looseObject({ arguments: withParameters, inputs: withParameters });

/** Values by the name under which `{{...}}` calls for them, such as `inputs.parameters.epochs`. */
export type Parameters = ReadonlyMap<string, string>;

/** What `{{workflow...}}` stands for, as far as the manifest itself says. */
export function workflowParameters(owner: Controlled, spec: unknown): Parameters {
  const { labels, annotations, namespace } = owner.metadata;
  const declared = parseAt(holder, spec, 'spec').arguments?.parameters ?? [];
  return new Map([
    ['workflow.name', nameOf(owner)],
    ['workflow.namespace', namespace ?? 'default'],
    ...Object.entries(labels ?? {}).map(([key, value]) => [`workflow.labels.${key}`, value] as const),
    ...Object.entries(annotations ?? {}).map(([key, value]) => [`workflow.annotations.${key}`, value] as const),
    ...valuesOf('workflow.parameters', declared, new Map()),
  ]);
}

/** What `{{inputs.parameters...}}` stands for in a template: what was passed, else its own value, else its default. */
export function inputsOf(template: unknown, passed: Parameters): Parameters {
  return valuesOf('inputs.parameters', holder.parse(template).inputs?.parameters ?? [], passed);
}

function valuesOf(prefix: string, declared: z.output<typeof parameters>, passed: Parameters): Parameters {
  const values = new Map<string, string>();
  for (const { name, value, default: fallback } of declared) {
    const given = passed.get(`${prefix}.${name}`) ?? value ?? fallback;
    if (given !== undefined && given !== null) {
      values.set(`${prefix}.${name}`, asText(given));
    }
  }
  return values;
}

/** A value as Argo puts it into a text: what is no text itself is JSON. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What `{{item}}` stands for, and `{{item.key}}` where the item is a map. */
export function itemParameters(item: unknown): Parameters {
  const whole: [string, string] = ['item', asText(item)];
  return isMap(item)
    ? new Map([whole, ...Object.entries(item).map(([key, value]): [string, string] => [`item.${key}`, asText(value)])])
    : new Map([whole]);
}

/** Parameters that hold parameters grow with every template that passes them on; what etcd can hold is enough. */
const MAX_TEXT = 1024 * 1024;

/** Replaces every known `{{...}}` in the strings of a value. */
export function fillParameters(value: unknown, known: Parameters): unknown {
  if (typeof value === 'string') {
    // What is not known, expressions (`{{=...}}`) too, stays.
    return replacePlaceholders(value, (name) => known.get(name), MAX_TEXT);
  }
  if (Array.isArray(value)) {
    return value.map((item) => fillParameters(item, known));
  }
  if (isMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillParameters(item, known)]));
  }
  return value;
}
