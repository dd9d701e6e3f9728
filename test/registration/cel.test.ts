import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { celList, celString } from '../../src/registration/cel.ts';

/** Any text at all, lone surrogates included, and often with what could end a literal. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\r', '\0', "'", '`', '\u2028', '\ud800', '😀', 'a', ']', 'u') }),
);

/** What CEL's own grammar reads in a literal of double quotes, as far as this program writes it. */
function readLiteral(literal: string): string {
  const inner = literal.match(/^"((?:[^"\\]|\\["\\]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*)"$/)?.[1];
  if (inner === undefined) {
    throw new Error(`no literal of CEL: ${literal}`);
  }
  return inner.replaceAll(/\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g, (_, short, long, character) =>
    character === undefined ? String.fromCodePoint(Number.parseInt(short ?? long, 16)) : character,
  );
}

function law(sentence: string, holds: (text: string) => void): void {
  it(sentence, () => {
    fc.assert(
      fc.property(anyText, (text) => {
        holds(text);
      }),
    );
  });
}

describe('a text as a CEL literal', () => {
  law('means the same text', (text) => {
    expect(readLiteral(celString(text))).toBe(text.toWellFormed());
  });

  law('is printable ASCII, whatever is in it', (text) => {
    expect(celString(text)).toMatch(/^[ -~]+$/);
  });

  // CEL refuses a literal with one, and with it the whole policy.
  law('has no surrogates', (text) => {
    expect(celString(text).replaceAll('\\\\', '')).not.toMatch(/\\(u|U0000)d[89a-f]/);
  });

  it('is the literal of JSON for printable ASCII, so that a chart can write it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(celString(text)).toBe(JSON.stringify(text));
        expect(celList([text, 'b'])).toBe(JSON.stringify([text, 'b']));
      }),
    );
  });

  it.each([
    ['kai/project', '"kai/project"'],
    ['say "a\\b"', '"say \\"a\\\\b\\""'],
    ['two\nlines', '"two\\u000alines"'],
    ['no\u00a0break', '"no\\u00a0break"'],
    ['😀', '"\\U0001f600"'],
    ['', '""'],
  ])('reads well: %j', (text, literal) => {
    expect(celString(text)).toBe(literal);
  });
});

describe('texts as a CEL list', () => {
  it('are its elements, in their order', () => {
    expect(celList(['b', 'a"', ''])).toBe('["b","a\\"",""]');
  });

  it('may be none', () => {
    expect(celList([])).toBe('[]');
  });
});
