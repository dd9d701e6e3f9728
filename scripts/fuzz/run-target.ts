import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FuzzTarget } from '../../test/fuzz/fuzz-target.ts';
import { readCorpus } from '../../test/fuzz/input/corpus.ts';
import type { Engine } from './engine.ts';
import { runEngine } from './run-engine.ts';

/** What came of fuzzing one target. */
export interface TargetRun {
  readonly name: string;
  readonly inputs: number;
  readonly seconds: number;
  /** Of all threads; the inputs per second of it say more than those of the clock where the machine does other work. */
  readonly cpuSeconds: number;
  readonly slowestMillis: number;
  /** What was left on the heap after the garbage collection, in the course of the run. */
  readonly heapMebibytes: readonly number[];
  /** Files with the inputs for which something does not hold. */
  readonly findings: readonly string[];
  /** The end of what the fuzzer wrote, where it did not come to its own end. */
  readonly trouble: string | undefined;
}

/** libFuzzer takes no longer words. */
const MAX_WORD_BYTES = 60;

const MAX_MEMORY_MEBIBYTES = 3072;

/**
 * Fuzzes one target for a while.
 *
 * @param folder where inputs that lead to something new stay from run to run, and findings
 */
export async function runTarget(
  target: FuzzTarget,
  engine: Engine,
  folder: string,
  seconds: number,
  niceness: number,
): Promise<TargetRun> {
  const { name } = target;
  const at = (...parts: string[]): string => join(folder, name, ...parts);
  rmSync(at('seeds'), { recursive: true, force: true });
  for (const part of ['seeds', 'corpus', 'findings']) {
    mkdirSync(at(part), { recursive: true });
  }
  for (const [index, seed] of [...target.seeds(), ...readCorpus(name)].entries()) {
    writeFileSync(at('seeds', String(index)), seed);
  }
  writeFileSync(at('words'), [...new Set(target.words)].flatMap(dictionaryEntry).join('\n'));
  writeFileSync(at('measured.json'), '{}');
  const before = new Set(readdirSync(at('findings')));
  const begun = performance.now();
  const { output, code } = await runEngine(
    [
      ...['nice', '-n', String(niceness), engine.command, ...engine.arguments('harness', target.isSync)],
      ...[`-max_total_time=${Math.round(seconds)}`, `-max_len=${target.maxBytes}`, '-len_control=0', '-reload=0'],
      ...[`-rss_limit_mb=${MAX_MEMORY_MEBIBYTES}`, '-print_final_stats=1'],
      ...[`-artifact_prefix=${at('findings')}/`, `-dict=${at('words')}`, at('corpus'), at('seeds')],
    ],
    { FUZZ_TARGET: name, FUZZ_MEASURED: at('measured.json') },
  );
  const measured = JSON.parse(readFileSync(at('measured.json'), 'utf8'));
  const findings = readdirSync(at('findings')).filter((file) => !before.has(file));
  return {
    name,
    inputs: Number(/number_of_executed_units:\s*(\d+)/.exec(output)?.[1] ?? measured.inputs ?? 0),
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: measured.cpuSeconds ?? 0,
    slowestMillis: measured.slowestMillis ?? 0,
    heapMebibytes: (measured.weighings ?? []).map(({ heapBytes }: { heapBytes: number }) =>
      Math.round(heapBytes / 2 ** 20),
    ),
    findings: findings.map((file) => at('findings', file)),
    trouble: code === 0 ? undefined : `ended with ${code}\n${withoutProgress(output).slice(-4000)}`,
  };
}

const withoutProgress = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/^#\d+\s|^"|^#####|^\s*$|^stat::|^INFO|^Skip loading/.test(line))
    .join('\n');

function dictionaryEntry(word: string): readonly string[] {
  const bytes = Buffer.from(word);
  if (bytes.length === 0 || bytes.length > MAX_WORD_BYTES) {
    return [];
  }
  const text = [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  return [`"${text}"`];
}
