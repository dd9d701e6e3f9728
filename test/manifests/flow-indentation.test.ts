import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { indentFlowLines } from '../../src/manifests/flow-indentation.ts';
import { parseYaml } from '../../src/manifests/yaml.ts';

/** What a text with one document means. */
function meaningOf(text: string): unknown {
  const [document, ...others] = parseYaml(text);
  expect(others).toEqual([]);
  return document?.ok === true ? document.value : document;
}

/** As libyaml, and so kubectl, reads each of them; tried with its Go port. */
const taken: readonly [title: string, text: string, value: unknown][] = [
  [
    'a closing quote and bracket as far left as their key',
    'args: ["\n  a &&\n  b: {c}\n"]\n',
    { args: [' a && b: {c} '] },
  ],
  ['the same in single quotes', "  args: ['\n    \"a\";\n    ''b''\n  ']\n", { args: [` "a"; 'b' `] }],
  ['a bracket as far left as the key of a list’s item', '- k: [\n  a,\n  b\n  ]\n', [{ k: ['a', 'b'] }]],
  [
    'a quoted text whose lines begin at the margin',
    'a:\n  b: "one\ntwo\n three"\nc: 1\n',
    { a: { b: 'one two three' }, c: 1 },
  ],
  ['a quoted text in a list, at the margin', '- "one\ntwo"\n- x\n', ['one two', 'x']],
  ['tabs in front of the lines of a flow collection', 'a: [\n\t1,\n\t2,\n\t]\n', { a: [1, 2] }],
  ['a line with nothing but a tab in a quoted text', 'a: "one\n\t\ntwo"\n', { a: 'one\ntwo' }],
  [
    'an escaped quote, a doubled quote and an escaped end of line',
    "a: \"x\\\"\ny \\\n z\"\nb: 'it''s\nso'\n",
    { a: 'x" y z', b: "it's so" },
  ],
  ['brackets in a quoted text that is in brackets', 'a: {b: "[\n{", c: [\']\n\'\n]}\n', { a: { b: '[ {', c: ['] '] } }],
  ['a comment between the lines', 'a: [\n# it\'s "here"\n1\n]\n', { a: [1] }],
  ['a flow collection below its key', 'a:\n  [\n  1\n ]\n', { a: [1] }],
  ['a comment right behind a quoted text', 'a: "b"#c\nd: \'e\'#f\n', { a: 'b', d: 'e' }],
  [
    'comments right behind commas and brackets',
    'a: [1,#x\n2,#"y\n3]#z\nb: {#x\nc: d}\n',
    { a: [1, 2, 3], b: { c: 'd' } },
  ],
  ['a number sign in a text beside such a comment', 'a: b#c\nd: ["e#f",#g\nh#i]\n', { a: 'b#c', d: ['e#f', 'h#i'] }],
  ['windows line ends', 'a: ["\r\n  x\r\n"]\r\nb: 1\r\n', { a: [' x '], b: 1 }],
];

/** Quotes and brackets that open nothing, in front of a value that has to be moved. */
const opensNothing: readonly [title: string, text: string, value: unknown][] = [
  ['an apostrophe', "a: it's\n", "it's"],
  ['a quote in the middle', 'a: x"y\n', 'x"y'],
  ['a bracket in the middle', 'a: p [q\n', 'p [q'],
  ['a block scalar', 'a: |\n  "x\n  [y\n', '"x\n[y\n'],
  ['a folded block scalar without its last line end', "a: >-\n  'x\n  {y\n", "'x {y"],
  ['a block scalar whose header is on a line of its own', 'a:\n  |\n  "x\n', '"x\n'],
  ['a plain text of two lines', 'a: one\n  "two\n', 'one "two'],
  ['a comment', 'a: x # it\'s "\n', 'x'],
  ['an address', 'a: http://[x\n', 'http://[x'],
];

describe('what kubectl takes and YAML 1.2 does not', () => {
  it.each(taken)('%s', (_title, text, value) => {
    expect(meaningOf(text)).toEqual(value);
  });

  it.each(opensNothing)('%s in front does not mislead', (_title, text, value) => {
    expect(meaningOf(`${text}z: ["\n"]\n`)).toEqual({ a: value, z: [' '] });
  });

  it('a block scalar in a list’s item, which ends where the next item begins', () => {
    expect(meaningOf('- |\n "x\n- ["\n"]\n')).toEqual(['"x\n', [' ']]);
  });

  it('keys in quotes, with anchors and tags', () => {
    expect(meaningOf('"a": &x ["\n"]\n? b\n: !!str "\n1"\nc: *x\n')).toEqual({ a: [' '], b: ' 1', c: [' '] });
  });
});

describe('what is moved', () => {
  it('is only what belongs to a quote or a bracket, and lines stay lines', () => {
    const text = 'a:\n  b: ["\n x\n  "]\nc: |\n "\n  d\ne: f\n';
    const moved = indentFlowLines(text);
    expect(moved.split('\n')).toHaveLength(text.split('\n').length);
    expect(moved).toBe('a:\n  b: ["\n   x\n   "]\nc: |\n "\n  d\ne: f\n');
  });

  it('ends with its document', () => {
    expect(indentFlowLines('a: "x\n---\nb\n')).toBe('a: "x\n---\nb\n');
  });

  it('never becomes the end of the document', () => {
    expect(meaningOf("'\n\t---\n'")).toBe(' --- ');
  });

  it('is nothing where it stands deeper than people write', () => {
    const text = `${' '.repeat(150)}a: [\n1]\n`;
    expect(indentFlowLines(text)).toBe(text);
  });
});

describe('laws', () => {
  const line = fc
    .tuple(
      fc.constantFrom('', ' ', '  ', '    ', '\t'),
      fc.array(fc.constantFrom('a', 'b: ', '- ', '"', "'", '[', ']', '{', '}', ', ', '#', ' ', '|', '\\', '---'), {
        maxLength: 6,
      }),
    )
    .map(([space, words]) => space + words.join(''));
  const texts = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

  it('whatever comes, lines stay lines, and only white space in front of them and of comments changes', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const trimmed = (each: string) => each.split('\n').map((one) => one.trimStart().replaceAll(/[ \t]+#/g, '#'));
        expect(trimmed(indentFlowLines(text))).toEqual(trimmed(text));
      }),
    );
  });

  it('what YAML 1.2 takes as it stands means the same after moving', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const before = parseDocument(text, { logLevel: 'silent' });
        fc.pre(!Array.isArray(before) && before.errors.length === 0);
        const after = parseDocument(indentFlowLines(text), { logLevel: 'silent' });
        expect(after.errors).toEqual([]);
        expect(JSON.stringify(after)).toBe(JSON.stringify(before));
      }),
      { numRuns: 500 },
    );
  });

  it('a line grows by no more than the deepest indentation', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(indentFlowLines(text).length).toBeLessThanOrEqual(text.length + 102 * text.split('\n').length);
      }),
    );
  });
});
