import { describe, expect, it } from 'vitest';
import { STEP, workflow } from './argo-workflow.ts';
import { podsOf, run } from './explaining.ts';

const loop = (fields: string, value = '{{item}}'): string =>
  workflow([
    `{name: all, steps: [[{name: each, template: train, ${fields}, arguments: {parameters: [{name: share, value: '${value}'}]}}]]}`,
    `{name: train, inputs: {parameters: [{name: share}]}, container: {image: i, command: [a], args: ["{{inputs.parameters.share}}"]}}`,
  ]);

/** What each repetition was called with. */
const argumentsOf = (content: string) => podsOf(content).map(({ spec }) => spec.containers[1]?.args?.[0]);

describe('a step that is repeated', () => {
  it.each([
    ['texts and numbers', 'withItems: [a, 1, 0.5, true]', '{{item}}', ['a', '1', '0.5', 'true']],
    ['maps', 'withItems: [{gpu: "0.25", n: 1}, {gpu: "0.5"}]', '{{item.gpu}}', ['0.25', '0.5']],
    ['whole maps', 'withItems: [{gpu: "0.25"}]', '{{item}}', ['{"gpu":"0.25"}']],
    ['a literal list', `withParam: '["x", {"a": 1}]'`, '{{item}}', ['x', '{"a":1}']],
    ['a count', 'withSequence: {count: "3"}', '{{item}}', ['0', '1', '2']],
    ['a count from a start', 'withSequence: {start: 5, count: 2}', '{{item}}', ['5', '6']],
    ['a sequence down', 'withSequence: {start: "2", end: "0"}', '{{item}}', ['2', '1', '0']],
    ['a sequence with a format', 'withSequence: {end: 1, format: "run-%02d"}', '{{item}}', ['run-00', 'run-01']],
    ['a sequence in hexadecimal', 'withSequence: {start: 10, end: 11, format: "%X"}', '{{item}}', ['A', 'B']],
  ])('over %s', (_title, fields, value, expected) => {
    const all = argumentsOf(
      `${loop(fields, value)}---\n{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: alice}, spec: {containers: [{name: a}, {name: b, args: [end]}]}}`,
    );
    expect(all).toEqual([...expected, 'end']);
  });

  it('over a list that is a parameter of the workflow', () => {
    const content = loop('withParam: "{{workflow.parameters.list}}"').replace(
      'spec:',
      'spec:\n  arguments: {parameters: [{name: list, value: "[1, 2]"}]}',
    );
    expect(argumentsOf(content)).toEqual(['1', '2']);
  });

  it.each([
    [
      'withParam: "{{steps.before.outputs.result}}"',
      'withParam of each of template all is {{steps.before.outputs.result}}, which only the running workflow knows',
    ],
    ['withSequence: {count: "{{inputs.parameters.n}}"}', 'withSequence of each of template all is '],
    ['withParam: "{}"', 'withParam of each of template all is {}, which is no list in JSON, so Argo will refuse it'],
    [
      'withSequence: {count: many}',
      'withSequence of each of template all is {"count":"many"}, which is no sequence of numbers, so Argo will refuse it',
    ],
  ])('by %s, which cannot be followed, happens once and is named', (fields, note) => {
    expect(argumentsOf(loop(fields))).toEqual(['{{item}}']);
    expect(run(loop(fields)).stderr).toContain(note);
  });

  it.each([
    ['withSequence: {count: 999999999}', 999999999],
    [`withItems: [${Array.from({ length: 60 }, () => 'x').join(', ')}]`, 60],
  ])('very often is cut off, and the bound is said', (fields, count) => {
    expect(podsOf(loop(fields))).toHaveLength(50);
    expect(run(loop(fields)).stderr).toContain(`repeated ${count} times; the first 50 are explained`);
  });
});

describe('a step that is repeated no time', () => {
  it('leaves its template to be explained by itself', () => {
    expect(argumentsOf(loop('withItems: []'))).toEqual(['{{inputs.parameters.share}}']);
  });
});

describe('a step in a template', () => {
  it('may stand in a list of steps without a list of its own', () => {
    const flat = workflow(['{name: all, steps: [{name: a, template: train}]}', STEP]);
    expect(podsOf(flat)).toHaveLength(1);
  });
});
