import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Explanation } from '../../src/explain/explanation.ts';
import { OUTPUT_FORMATS } from '../../src/explain/render/output-format.ts';
import { run } from './explaining.ts';

/** An escape sequence, the one-byte form of its beginning, a bell, and a mark that turns the order of text. */
const STEERING = '\u001b[31m\u009b31m\u0007\u202e';
const EVIL = JSON.stringify(`a${STEERING}b`);
const pod = `{apiVersion: v1, kind: Pod, metadata: {name: ${EVIL}, namespace: ${EVIL}, annotations: {gpu-fraction: ${EVIL}}}, spec: {containers: [{name: ${EVIL}}]}}`;
const unsafe = /[\p{Cc}\p{Cf}]/u;

describe('what others wrote, on a terminal', () => {
  it.each(OUTPUT_FORMATS)('does not steer it in %s', (output) => {
    const { stdout, stderr } = run(pod, { output });
    expect(stdout.replaceAll('\n', '')).not.toMatch(unsafe);
    expect(stderr.replaceAll('\n', '')).not.toMatch(unsafe);
  });

  it('does not turn the order of text in JSON and YAML', () => {
    for (const output of ['json', 'yaml'] as const) {
      expect(run(pod, { output }).stdout).not.toMatch(/\p{Cf}/u);
    }
  });

  it('stays what it is for a program that reads it', () => {
    const texts = ['\u001b\u009b\u202e', 'two\nlines\u0007', '\u{e0041}', 'plain', 'multi\nline'];
    const annotations = JSON.stringify(Object.fromEntries(texts.map((text, index) => [`k${index}${text[0]}`, text])));
    const manifest = `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "annotations": ${annotations}}, "spec": {"containers": [{"name": "c"}]}}`;
    const read = (printed: unknown) => ((printed as Explanation).pod as { metadata: object }).metadata;
    const expected = { name: 'a', annotations: JSON.parse(annotations) };
    expect(read(JSON.parse(run(manifest, { output: 'json' }).stdout))).toEqual(expected);
    expect(read(parse(run(manifest, { output: 'yaml' }).stdout))).toEqual(expected);
  });

  it('does not steer it in notes', () => {
    const mystery = `{apiVersion: example.org/v1, kind: Mystery, metadata: {name: ${EVIL}}}`;
    const { stderr } = run(`${pod}\n---\n${mystery}`);
    expect(stderr).toContain('Mystery a');
    expect(stderr.replaceAll('\n', '')).not.toMatch(unsafe);
  });
});
