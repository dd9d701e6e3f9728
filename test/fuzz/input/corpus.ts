import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Inputs that the fuzzer has found, each for code that no seed reaches. One file a target, one input a line, in base64:
 * most are no text.
 */

const fileOf = (target: string): string => join(import.meta.dirname, '..', 'corpus', `${target}.txt`);

export const readCorpus = (target: string): readonly Uint8Array[] => readInputs(fileOf(target));

/** The inputs in a file of that form; none where there is no file. */
export function readInputs(file: string): readonly Uint8Array[] {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => Buffer.from(line, 'base64'))
    : [];
}

export function writeCorpus(target: string, inputs: readonly Uint8Array[]): void {
  const lines = inputs.map((input) => `${Buffer.from(input).toString('base64')}\n`);
  rmSync(fileOf(target), { force: true });
  if (lines.length > 0) {
    writeFileSync(fileOf(target), lines.join(''));
  }
}
