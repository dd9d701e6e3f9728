import { expect } from 'vitest';

/** The lines of a log, each of which must be whole. */
export function linesOf<Line>(text: string): readonly Line[] {
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}
