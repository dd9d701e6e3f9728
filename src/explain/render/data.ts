import { Document, visit } from 'yaml';

/** Characters that could steer a terminal, or turn the order of what stands there; JSON leaves most of them as they are. */
const STEERING = /[\p{Cc}\p{Cf}]/gu;
const STEERS = /[\p{Cc}\p{Cf}]/u;

/** JSON for people and programs; what could steer a terminal is escaped, which means the same. */
export const renderJson = (value: unknown): string =>
  `${escaped(JSON.stringify(value, null, 2), (character) => character.split('').map(codeUnit).join(''))}\n`;

/**
 * As `renderJson`, in YAML.
 *
 * @param comment lines for people, before the value
 */
export function renderYaml(value: unknown, comment: readonly string[] = []): string {
  // kubectl reads YAML 1.1, where `on`, `n` or `1_000` without quotes are no texts.
  const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  if (comment.length > 0) {
    document.commentBefore = comment.map((line) => ` ${line}`).join('\n');
  }
  visit(document, {
    Scalar(_, scalar) {
      // Only in double quotes does YAML know escapes.
      if (typeof scalar.value === 'string' && STEERS.test(scalar.value.replaceAll('\n', ''))) {
        scalar.type = 'QUOTE_DOUBLE';
      }
    },
  });
  return escaped(document.toString(), (character) => `\\U${hexadecimal(character.codePointAt(0) ?? 0, 8)}`);
}

/** Line ends outside of texts stay; within texts they are escaped already. */
const escaped = (text: string, render: (character: string) => string): string =>
  text.replace(STEERING, (character) => (character === '\n' ? character : render(character)));

const codeUnit = (unit: string): string => `\\u${hexadecimal(unit.charCodeAt(0), 4)}`;

const hexadecimal = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
