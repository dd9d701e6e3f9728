import { describe, expect, it } from 'vitest';
import type { Block } from './markdown.ts';
import { differs } from './shown-output.ts';
import { statementsOf } from './statements.ts';

const block = (language: string, ...lines: string[]): Block => ({ page: 'a.md', line: 10, language, lines });

describe('a block of a page', () => {
  it('is typed command by command, of which some have several lines, with its line on the page', () => {
    const lines = ['# first', 'make a \\', '  b', '', 'for n in 1 2; do', '  echo $n', 'done', 'cat <<EOF', 'x', 'EOF'];
    expect(statementsOf(block('sh', ...lines)).map(({ line, text }) => [line, text])).toEqual([
      [11, 'make a \\\n  b'],
      [14, 'for n in 1 2; do\n  echo $n\ndone'],
      [17, 'cat <<EOF\nx\nEOF'],
    ]);
  });

  it('has, where it shows outputs, the commands behind the dollars', () => {
    expect(statementsOf(block('console', '$ a |', '  b', 'one', '$ c'))).toEqual([
      { page: 'a.md', line: 10, text: 'a |\n  b', shown: ['one'] },
      { page: 'a.md', line: 13, text: 'c', shown: [] },
    ]);
  });

  it('is not typed where it is something else', () => {
    expect(statementsOf(block('yaml', 'kind: Pod'))).toEqual([]);
  });

  it('must not end in the middle of a command', () => {
    expect(() => statementsOf(block('sh', 'make \\'))).toThrow('a.md:10: a command without an end: make \\');
  });
});

describe('an output that a page shows', () => {
  it.each([
    [['one', 'two'], 'one\ntwo\n'],
    [['one', '...'], 'one\n'],
    [['...', 'two', '...'], 'zero\none\ntwo\nthree\n'],
    [['NAME  ... AGE'], 'NAME      READY   AGE'],
    [['x.y (a)'], 'x.y (a)\n\n'],
    [[], ''],
  ])('is what came: %j', (shown, output) => {
    expect(differs(shown, output)).toBeUndefined();
  });

  it.each([
    [['one'], 'one\ntwo\n'],
    [['one', 'two'], 'one\n'],
    [['x.y'], 'xzy\n'],
    [[], 'something\n'],
    [['...', 'two'], 'two\nthree\n'],
  ])('is not what came: %j', (shown, output) => {
    expect(differs(shown, output)).toContain('came:');
  });
});
