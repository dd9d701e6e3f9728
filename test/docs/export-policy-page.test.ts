import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BEYOND_CEL } from '../../src/registration/mutating-limits.ts';
import { LEFT_ALONE_BY_POLICY } from '../../src/registration/mutating-rule.ts';

describe('the page on export-policy', () => {
  const page = readFileSync('docs/export-policy.md', 'utf8');

  it.each([
    ['what the policy cannot do', BEYOND_CEL],
    ['what it leaves alone', LEFT_ALONE_BY_POLICY],
  ])('says %s as the program does', (_, sentences) => {
    expect(page).toContain(sentences.map((sentence) => `* ${sentence}`).join('\n'));
  });
});
