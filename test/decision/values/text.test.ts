import { describe, expect, it } from 'vitest';
import { leavesSomething, oneLine, shorten, trim } from '../../../src/decision/values/text.ts';

describe('a text as one line', () => {
  it.each([
    ['a b', 'a b'],
    ['a\nb', 'a b'],
    ['a\r\n\t\u0000b', 'a b'],
    ['\u001b[31mred', ' [31mred'],
    ['a\u0085b', 'a b'],
    ['a\u202e\u202db', 'a\ufffdb'],
    ['0.\u200b5', '0.\ufffd5'],
    ['a\u2028b', 'a b'],
    ['😀', '😀'],
    ['a\ud83d', 'a\ufffd'],
  ])('%j is %j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });
});

describe('a shortened text', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['', 3, ''],
    ['abc', 1, '…'],
    ['a😀b', 3, 'a…'],
    ['a😀b', 4, 'a😀b'],
    ['😀😀', 3, '😀…'],
  ])('%j in %i characters is %j', (text, length, short) => {
    expect(shorten(text, length)).toBe(short);
  });
});

describe('dropping the blanks around a value', () => {
  it.each([
    ['space', ' '],
    ['tab', '\t'],
    ['line feed', '\n'],
    ['carriage return', '\r'],
    ['no-break space', '\u00a0'],
    ['narrow no-break space', '\u202f'],
    ['ideographic space', '\u3000'],
    ['em space', '\u2003'],
    ['line separator', '\u2028'],
    ['byte order mark', '\ufeff'],
    ['zero-width space', '\u200b'],
    ['zero-width joiner', '\u200d'],
    ['word joiner', '\u2060'],
  ])('drops a %s', (_, blank) => {
    expect([trim(`${blank}${blank}a${blank}b${blank}`), trim(blank), trim(`a${blank}`)]).toEqual([
      `a${blank}b`,
      '',
      'a',
    ]);
  });

  it.each(['', 'a', 'a b', '_', '\u00adx', 'ä'])('leaves %j as it is', (value) => {
    expect(trim(value)).toBe(value);
  });

  it('takes no time to speak of, however many blanks a value holds', () => {
    // The API server limits the length of values only after admission.
    const long = `x${' '.repeat(1_000_000)}x`;
    expect(trim(` ${long} `)).toBe(long);
  });
});

describe('the same in CEL', () => {
  const literal = /^value\.matches\((".*")\)$/.exec(leavesSomething('value'))?.[1] ?? '""';
  // RE2 writes code points with an x where JavaScript has a u.
  const notBlank = new RegExp((JSON.parse(literal) as string).replaceAll('\\x{', '\\u{'), 'u');

  it('knows the blanks that are dropped, and no others', () => {
    const differing = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
      (character) => notBlank.test(character) !== (trim(character) !== ''),
    );
    expect(differing).toEqual([]);
  });

  it('finds what stands between blanks', () => {
    expect([' \n0.5\u00a0', '', ' \u200b'].map((value) => notBlank.test(value))).toEqual([true, false, false]);
  });
});
