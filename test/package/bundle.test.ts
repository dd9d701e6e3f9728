import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const bundle = readFileSync('dist/gpu-fraction-webhook.mjs', 'latin1');

test('the program is written in ASCII, since one letter beyond Latin-1 makes Node.js keep the text of it all with two bytes for each', () => {
  expect(bundle.match(/.{0,30}[^\p{ASCII}].{0,30}/gu) ?? []).toEqual([]);
});

test('the program has no language of zod but English, which are half a megabyte together', () => {
  expect(bundle).toContain('Invalid input: expected');
  expect(bundle).not.toContain('Ongeldige invoer');
});
