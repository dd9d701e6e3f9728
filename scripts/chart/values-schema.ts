import * as z from 'zod';
import { withoutForms } from './forms.ts';
import { isGroup, type SchemaNode } from './schema-node.ts';
import { valuesSchema } from './values.ts';

/** Draft 7, which every Helm 3 and 4 understands. */
export const valuesNode = z.toJSONSchema(valuesSchema, { io: 'input', target: 'draft-7' }) as SchemaNode;

/** What a chart that has this one inside may set; nothing reads it, and no page has to tell of it. */
const OF_A_CHART_AROUND: Readonly<Record<string, SchemaNode>> = {
  enabled: { type: 'boolean', description: "For the `condition` of that chart's dependency; not read." },
  global: { type: 'object', description: 'Values of that chart; not read.' },
};

/**
 * With prefixes the webhook sees pods of namespaces that nobody labelled: an outage of it must not block those. Written so
 * that Helm names the value to change and what to write: `at '/webhook/failurePolicy': value must be 'Ignore'`.
 */
const FAIL_NEEDS_OPT_IN = {
  if: {
    required: ['config'],
    properties: { config: { required: ['namespacePrefixes'], properties: { namespacePrefixes: { minItems: 1 } } } },
  },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  then: { properties: { webhook: { properties: { failurePolicy: { const: 'Ignore' } } } } },
};

/** The text of `values.schema.json`. */
export function valuesSchemaFile(): string {
  const title = 'Values of the chart gpu-fraction-webhook';
  const { properties, ...rest } = missingNothing(admittingYamlOff(withoutForms(valuesNode)));
  const schema = {
    title,
    ...rest,
    properties: { ...properties, ...OF_A_CHART_AROUND },
    allOf: [FAIL_NEEDS_OPT_IN],
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** YAML 1.1, which Helm reads, takes a bare `off` for false; people who write it mean the word. */
function admittingYamlOff(node: SchemaNode): SchemaNode {
  if (node.enum?.includes('off') === true) {
    const { type: _, ...rest } = node;
    return { ...rest, enum: [...node.enum, false] };
  }
  const properties = Object.entries(node.properties ?? {}).map(([name, child]) => [name, admittingYamlOff(child)]);
  return node.properties === undefined ? node : { ...node, properties: Object.fromEntries(properties) };
}

/**
 * What the templates cannot do without. Helm takes `null` for "remove the default", and validates what is left with all
 * defaults in it: without this a removed `failurePolicy` would become the API server's own, which is Fail.
 */
function missingNothing(node: SchemaNode): SchemaNode {
  if (!isGroup(node)) {
    return node;
  }
  const children = Object.entries(node.properties);
  const required = children.filter(([, child]) => child.default !== undefined && !isRemovable(child));
  return {
    ...node,
    properties: Object.fromEntries(children.map(([name, child]) => [name, missingNothing(child)])),
    ...(required.length > 0 && { required: required.map(([name]) => name) }),
  };
}

/** Texts, lists and maps that may be empty, and maps whose defaults somebody does not want: gone means empty. */
const isRemovable = (node: SchemaNode): boolean =>
  node.default === '' || isEmptyList(node.default) || (node.type === 'object' && !isGroup(node));

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
