import { describe, expect, it } from 'vitest';
import { oneLine, shorten } from '../../../src/decision/values/text.ts';

describe('a text as one line', () => {
  it.each([
    ['a b', 'a b'],
    ['a\nb', 'a b'],
    ['a\r\n\t\u0000b', 'a b'],
    ['\u001b[31mred', ' [31mred'],
    ['a\u0085b', 'a b'],
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
  ])('%j in %i characters is %j', (text, length, short) => {
    expect(shorten(text, length)).toBe(short);
  });
});
