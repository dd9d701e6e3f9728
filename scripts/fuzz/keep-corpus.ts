import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FuzzTarget } from '../../test/fuzz/fuzz-target.ts';
import { readCorpus, readInputs, writeCorpus } from '../../test/fuzz/input/corpus.ts';
import type { Engine } from './engine.ts';
import { runEngine } from './run-engine.ts';

/** What a target's inputs may take in the tree. The smallest come first, so what does not fit are the largest. */
const MOST_BYTES = 8 * 1024;

/** Puts into the tree, of all inputs that the fuzzer has kept, those that reach code which nothing smaller reaches. */
export async function keepCorpus(target: FuzzTarget, engine: Engine, folder: string): Promise<void> {
  const { name } = target;
  const selected = join(folder, name, 'selected');
  rmSync(selected, { force: true });
  const { output, code } = await runEngine(
    [
      ...[engine.command, ...engine.arguments('selection', false)],
      ...[`-max_len=${target.maxBytes}`, '-runs=0', join(folder, name, 'corpus')],
    ],
    { FUZZ_TARGET: name, FUZZ_SELECTED: selected },
  );
  if (code !== 0) {
    throw new Error(`${name}: the selection ended with ${code}: ${output.slice(-2000)}`);
  }
  const inputs = readInputs(selected);
  let bytes = 0;
  const kept = inputs.filter(({ length }) => {
    bytes += length;
    return bytes <= MOST_BYTES;
  });
  writeCorpus(name, kept);
  console.log(
    `${name}: ${kept.length} of ${inputs.length} inputs kept in the tree, ${readCorpus(name).length} read back`,
  );
}
