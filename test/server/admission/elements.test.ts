import { expect, test } from 'vitest';
import { hasTooManyElements, MAX_ELEMENTS } from '../../../src/server/admission/elements.ts';

const AT_MOST = 'x'.repeat(MAX_ELEMENTS);

test.each([
  { what: 'lists in lists', json: '['.repeat(MAX_ELEMENTS), more: '[' },
  { what: 'objects', json: '{'.repeat(MAX_ELEMENTS), more: '{' },
  { what: 'elements', json: ','.repeat(MAX_ELEMENTS), more: ',' },
])('$what are counted', ({ json, more }) => {
  expect(hasTooManyElements(Buffer.from(`${json} `))).toBe(false);
  expect(hasTooManyElements(Buffer.from(`${json}${more}`))).toBe(true);
});

test.each([
  { what: 'what stands in a string', json: `"${'[{,'.repeat(MAX_ELEMENTS)}"` },
  {
    what: 'what stands in a string behind a quotation mark that does not end it',
    json: `"\\"${'['.repeat(MAX_ELEMENTS + 1)}"`,
  },
  { what: 'a string that does not end', json: `"${'['.repeat(MAX_ELEMENTS + 1)}` },
  { what: 'a string that ends in the middle of an escape', json: `${AT_MOST}"\\` },
])('$what is not', ({ json }) => {
  expect(hasTooManyElements(Buffer.from(json))).toBe(false);
});

test('a backslash that is escaped itself lets the string end', () => {
  expect(hasTooManyElements(Buffer.from(`"\\\\"${'['.repeat(MAX_ELEMENTS + 1)}`))).toBe(true);
});
