import { stringify } from 'yaml';
import type { SchemaNode } from './schema-node.ts';

/** How values have to be written, and what to write where they are not. */
interface Form {
  readonly pattern: string;
  readonly remedy: string;
  /** Where they are: `*` is each of a list or a map, `@` each key of a map, and `?` behind it says that it may be empty. */
  readonly values: readonly string[];
}

/**
 * The text of `files/forms.yaml`. Of a pattern in `values.schema.json` Helm says that it does not match, and shows the
 * pattern; a template can say what to write instead, in the program's own words, and also where somebody has switched the
 * schema off.
 */
export const formsFile = (values: SchemaNode): string =>
  `# Written by \`make docs\` from scripts/chart/values.ts and src/settings/names.ts; do not edit.\n${stringify({ forms: formsOf(values) }, { lineWidth: 0 })}`;

function formsOf(values: SchemaNode): readonly Form[] {
  const forms = new Map<string, Form>();
  for (const { at, pattern, remedy } of formedValues(values, '')) {
    const form = forms.get(remedy) ?? { pattern, remedy, values: [] };
    forms.set(remedy, { ...form, values: [...form.values, at] });
  }
  return [...forms.values()];
}

function formedValues(node: SchemaNode, at: string): readonly { at: string; pattern: string; remedy: string }[] {
  const { pattern, remedy, mayBeEmpty, properties = {}, items, propertyNames, additionalProperties, anyOf = [] } = node;
  const below = (name: string): string => (at === '' ? name : `${at}.${name}`);
  return [
    ...(pattern === undefined || remedy === undefined ? [] : [{ at: mayBeEmpty ? `${at}?` : at, pattern, remedy }]),
    ...Object.entries(properties).flatMap(([name, child]) => formedValues(child, below(name))),
    ...(items ? formedValues(items, below('*')) : []),
    ...(propertyNames ? formedValues(propertyNames, below('@')) : []),
    ...(typeof additionalProperties === 'object' ? formedValues(additionalProperties, below('*')) : []),
    ...anyOf.flatMap((one) => formedValues(one, at)),
  ];
}

/** The same without what a template says better. */
export function withoutForms(node: SchemaNode): SchemaNode {
  const { pattern, remedy, mayBeEmpty: _, ...rest } = node;
  const { properties, items, propertyNames, additionalProperties, anyOf } = node;
  return {
    ...rest,
    ...(remedy === undefined && pattern !== undefined && { pattern }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, withoutForms(child)])),
    }),
    ...(items && { items: withoutForms(items) }),
    ...(propertyNames && { propertyNames: withoutForms(propertyNames) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: withoutForms(additionalProperties) }),
    ...(anyOf && { anyOf: anyOf.map(withoutForms) }),
  };
}
