import { stringify } from 'yaml';
import { isGroup, type SchemaNode } from './schema-node.ts';
import { valuesNode } from './values-schema.ts';

const COLUMNS = 110;

/** The text of `values.yaml`: every value with its default, and above it what it means. */
export function valuesFile(): string {
  return `# Values of the chart gpu-fraction-webhook. Written by \`make docs\` from scripts/chart/values.ts; do not edit.
# Whatever contradicts itself is refused by values.schema.json, or by a sentence that says what to write instead.

${entries(valuesNode, 0).join('\n')}`;
}

function entries(node: SchemaNode, depth: number): string[] {
  return Object.entries(node.properties ?? {}).map(([name, child]) => entry(name, child, depth));
}

function entry(name: string, node: SchemaNode, depth: number): string {
  const indent = '  '.repeat(depth);
  const comment = [node.description ?? '', choices(node)].filter((part) => part !== '').join(' ');
  const said =
    comment === ''
      ? ''
      : wrap(comment, COLUMNS - indent.length)
          .map((line) => `${indent}# ${line}\n`)
          .join('');
  if (isGroup(node)) {
    return `${said}${indent}${name}:\n${entries(node, depth + 1).join('')}`;
  }
  // Without a default the program chooses, and an empty value would not be the same.
  const value = node.default === undefined ? `${indent}# ${name}:\n` : valueLines(name, node.default, indent);
  return `${said}${value}`;
}

/** What the sentence does not say already. */
function choices(node: SchemaNode): string {
  const values = node.enum?.map(String) ?? [];
  return values.length === 0 ? '' : `(${values.join(' | ')})`;
}

function valueLines(name: string, value: unknown, indent: string): string {
  return stringify({ [name]: value }, { lineWidth: 0 }).replaceAll(/^(?=.)/gm, indent);
}

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.replaceAll('`', '').split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    }
  }
  return lines;
}
