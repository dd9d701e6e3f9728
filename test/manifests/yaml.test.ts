import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/manifests/yaml.ts';

const valuesOf = (text: string) => parseYaml(text).map((document) => (document.ok ? document.value : document.problem));

describe('values without quotes mean what kubectl takes them for', () => {
  it.each([
    ['yes', true],
    ['y', true],
    ['On', true],
    ['no', false],
    ['N', false],
    ['OFF', false],
    ['0755', 0o755],
    ['-0644', -0o644],
    ['0b101', 5],
    ['1_000', 1000],
    ['0x1F', 31],
    ['0', 0],
    ['089', 89],
    ['0.5', 0.5],
    ['~', null],
    ['yess', 'yess'],
    ['2001-01-01', '2001-01-01'],
    ['"yes"', 'yes'],
    ["'0755'", '0755'],
  ])('%s', (text, value) => {
    expect(valuesOf(`a: ${text}`)).toEqual([{ a: value }]);
  });

  it('keys too', () => {
    expect(valuesOf('on: 1\n0755: 2')).toEqual([{ true: 1, '493': 2 }]);
  });
});

describe('of two equal keys', () => {
  it('the last one counts, as in kubectl', () => {
    expect(valuesOf('a: 1\nb: 2\na: 3\n')).toEqual([{ a: 3, b: 2 }]);
    expect(valuesOf('{"a": 1, "a": 3}')).toEqual([{ a: 3 }]);
  });
});

describe('a map that is merged into another', () => {
  it.each([
    ['gives its keys', '{<<: *a, z: 1}', { x: 1, y: 2, z: 1 }],
    ['gives way to what stands behind it', '{<<: *a, x: 3}', { x: 3, y: 2 }],
    ['wins over what stands before it, as in kubectl', '{x: 3, <<: *a}', { x: 1, y: 2 }],
    ['gives way to those before it in a list', '{<<: [*b, *a]}', { x: 5, y: 2 }],
    ['may have any key', '{<<: {__proto__: 1}}', JSON.parse('{"__proto__": 1}')],
    ['is none in quotes', '{"<<": *a}', { '<<': { x: 1, y: 2 } }],
  ])('%s', (_title, text, value) => {
    expect(valuesOf(`a: &a {x: 1, "y": 2}\nb: &b {x: 5}\nc: ${text}`)).toMatchObject([{ c: value }]);
    expect(
      Object.keys((valuesOf(`a: &a {x: 1, "y": 2}\nb: &b {x: 5}\nc: ${text}`)[0] as { c: object }).c).sort(),
    ).toEqual(Object.keys(value).sort());
  });

  it('has to be one', () => {
    expect(valuesOf('a: {<<: 1}')).toEqual(['<< has to be followed by a map, or a list of maps']);
  });
});

describe('a file behind another one', () => {
  it('may bring its byte order mark along', () => {
    expect(valuesOf('\ufeffa: 1\n---\n\ufeffb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });
});

describe('the end of the text', () => {
  it('adds no line to a text that keeps its lines', () => {
    expect(valuesOf('a: |+\n  x\n\n')).toEqual([{ a: 'x\n\n' }]);
    expect(valuesOf('a: |+\n  x\n\n---\nb: 1\n')).toEqual([{ a: 'x\n\n' }, { b: 1 }]);
  });
});

describe('what kubectl refuses too', () => {
  it.each([
    [
      'a map as a key, as a template of Helm has it',
      'a: {{ .Values.b }}\n',
      'a key has to be a text, not a map or a list at line 1, column 5',
    ],
    ['a tab as indentation', 'a:\n\tb: 1\n', /^Tabs .* line 2/],
    ['a bracket that nothing closes', 'a: [\nb', /line \d/],
    ['an alias without an anchor', 'a: *b\n', /b/],
    ['an alias in what it stands for', 'a: &a\n  b: *a\n', /an alias stands in what it stands for$/],
    ['many of them', `a: &a [${'*a, '.repeat(90)}]\n`, /an alias stands in what it stands for$/],
  ])('%s', (_title, text, problem) => {
    expect(valuesOf(text)[0]).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
  });

  it('is told with the line of the whole text, also behind lines that were moved', () => {
    const [first, second] = valuesOf('a: ["\n"]\n---\nb: ["\n"]\nc: d: e\n');
    expect(first).toEqual({ a: [' '] });
    expect(second).toMatch(/at line 6, /);
  });

  it('ends its own document, and no other', () => {
    expect(valuesOf('a: 1\n---\nb: [\n---\nc: 3\n')).toEqual([{ a: 1 }, expect.stringMatching(/line/), { c: 3 }]);
  });

  it.each([
    ['JSON', `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['YAML', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('%s that is nested beyond all measure, instead of an end of the program', (_title, text) => {
    expect(valuesOf(text)).toEqual([expect.stringContaining('nested more than 500 levels deep')]);
  });
});

describe('names that every object of JavaScript has', () => {
  it.each(['__proto__', 'constructor', 'toString'])('%s is a key like any other', (key) => {
    for (const text of [`${key}: {x: y1}`, `{"${key}": {"x": "y1"}}`]) {
      const [value] = valuesOf(text);
      expect(Object.entries(value as object)).toEqual([[key, { x: 'y1' }]]);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });
});

describe('a stream of JSON', () => {
  it.each([
    ['one a line', '{"a": 1}\n{"b": 2}\n'],
    ['without anything between', '{"a": 1}{"b": 2}'],
    ['indented, and apart', '{\n  "a": 1\n}\n\n  {"b": 2}'],
  ])('gives its objects: %s', (_title, text) => {
    expect(valuesOf(text)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('may have braces and quotes in its texts', () => {
    expect(valuesOf('{"a": "}{\\""}{"b": {}}')).toEqual([{ a: '}{"' }, { b: {} }]);
  });

  it('may stand beside documents in YAML', () => {
    expect(valuesOf('{"a": 1}\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('that breaks off is told with its line', () => {
    expect(valuesOf('{"a": 1}\n{"b": 2')).toEqual([expect.stringMatching(/line 2/)]);
  });

  it('is YAML where it is no JSON', () => {
    expect(valuesOf('{a: 1}\n')).toEqual([{ a: 1 }]);
  });
});

describe('line ends', () => {
  it.each([
    ['of Windows', '\r\n'],
    ['of old Macs', '\r'],
  ])('%s', (_title, end) => {
    expect(valuesOf(`a: 1${end}b:${end}- c${end}`)).toEqual([{ a: 1, b: ['c'] }]);
  });
});
