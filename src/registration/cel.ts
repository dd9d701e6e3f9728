/**
 * A text as a CEL string literal, and the only way in which a setting gets into an expression. Everything but printable
 * ASCII is escaped, so that no quote, backslash or line break of a setting can end the literal. CEL has no surrogates:
 * a lone one, which no API object can hold either, becomes U+FFFD. Of printable ASCII the literal is the one of JSON,
 * by which a chart can write it too.
 */
export function celString(text: string): string {
  const characters = Array.from(text.toWellFormed(), (character) => {
    if (character === '"' || character === '\\') {
      return `\\${character}`;
    }
    return /^[ -~]$/.test(character) ? character : escaped(character.codePointAt(0) ?? 0);
  });
  return `"${characters.join('')}"`;
}

/** Texts as a CEL list of string literals, spaced as JSON is. */
export const celList = (texts: Iterable<string>): string => `[${Array.from(texts, celString).join(',')}]`;

/** An expression among texts. */
export interface RawExpression {
  readonly expression: string;
}

export const raw = (expression: string): RawExpression => ({ expression });

/** Texts and expressions, joined by CEL. */
export const concat = (...parts: readonly (string | RawExpression)[]): string =>
  parts.map((part) => (typeof part === 'string' ? celString(part) : part.expression)).join(' + ');

// CEL's two forms: \u with exactly four hexadecimal digits, \U with exactly eight.
function escaped(codePoint: number): string {
  const digits = codePoint.toString(16);
  return digits.length <= 4 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
