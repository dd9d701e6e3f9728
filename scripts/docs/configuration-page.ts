import * as z from 'zod';
import { FLAVOURS } from '../../src/settings/flavours.ts';
import { ALL_SETTINGS, DECISION_SETTINGS, type Setting } from '../../src/settings/schema.ts';

/** The page `docs/configuration.md`, from the schema that judges the settings. */
export function configurationPage(): string {
  const server = ALL_SETTINGS.filter((setting) => !DECISION_SETTINGS.includes(setting));
  return `# Configuration

<!-- Written by \`make docs\` from src/settings/schema.ts; do not edit. -->

Settings come from one YAML file (\`--config FILE\`) and from flags, which win. \`explain\` takes the same file and the flags of the first table,
so that it decides exactly as the server does. A setting that does not exist is refused, and so is a value that makes no sense; the message names
the setting, the value and what would be right.

\`\`\`yaml
flavour: kai
queueLabel: true
excludedNamespaces: [kube-system, kubeflow, monitoring]
\`\`\`

A flag is the setting in lower case with hyphens, lists separated by commas: \`--queue-label true --excluded-namespaces kube-system,kubeflow\`.

## What is decided

${table(DECISION_SETTINGS)}

The flavour chooses these names; each can also be set by itself:

| | \`runai\` | \`kai\` |
|---|---|---|
${Object.keys(FLAVOURS.runai)
  .filter((key) => ALL_SETTINGS.some(({ name }) => name === key))
  .map((name) => {
    const key = name as keyof typeof FLAVOURS.runai;
    return `| \`${name}\` | \`${FLAVOURS.runai[key]}\` | \`${FLAVOURS.kai[key]}\` |`;
  })
  .join('\n')}

## How it is served

${table(server)}
`;
}

function table(settings: readonly Setting[]): string {
  const rows = settings.map(({ name, type }) => {
    return `| \`${name}\` | ${valuesOf(type)} | ${defaultOf(type)} | ${type.description ?? ''} |`;
  });
  return ['| Setting | Values | Default | Meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function valuesOf(type: z.ZodType): string {
  const schema = z.toJSONSchema(type, { io: 'input' });
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    const kind = schema.type === 'integer' ? 'whole number' : 'number';
    const { minimum, maximum } = schema;
    const bounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
    return bounded ? `${kind}, ${minimum} to ${maximum}` : `${kind}, ${minimum} or more`;
  }
  const names: Readonly<Record<string, string>> = {
    boolean: '`true`, `false`',
    array: 'list of names',
    string: 'text',
  };
  return names[String(schema.type)] ?? String(schema.type);
}

function defaultOf(type: z.ZodType): string {
  const value = z.toJSONSchema(type, { io: 'input' }).default;
  if (value === undefined) {
    return 'see right';
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? 'none' : value.map((item) => `\`${String(item)}\``).join(', ');
  }
  return `\`${String(value)}\``;
}

export const CONFIGURATION_PAGE = 'docs/configuration.md';
