import { describe, expect, it } from 'vitest';
import { Bounds } from './bounds.ts';
import { readCorpus } from './input/corpus.ts';
import { mutate } from './input/mutate.ts';
import { randomFrom } from './input/random.ts';
import { TARGETS } from './targets/index.ts';

/*
 * The short form of `make fuzz`: the same targets with the same bounds, the inputs that it has found, and some more that
 * are the same in every run. Without the coverage that leads it.
 */

/** A few seconds of each. */
const MUTATED = { manifests: 1000, settings: 1500 } as Readonly<Record<string, number>>;
const MUTATED_OTHERWISE = 3000;

const SEED = 8;

describe.each(TARGETS)('$name: $about', (target) => {
  it('holds for the seeds, for what the fuzzer found, and for what is made of them', { timeout: 120_000 }, async () => {
    const bounds = new Bounds(await target.open());
    const known = [...target.seeds(), ...readCorpus(target.name)];
    const random = randomFrom(SEED);
    const mutated = Array.from({ length: MUTATED[target.name] ?? MUTATED_OTHERWISE }, () =>
      mutate(known, target.words, target.maxBytes, random),
    );
    for (const input of [...known, ...mutated]) {
      await running(bounds, input);
    }
    expect(bounds.inputs).toBe(known.length + mutated.length);
  });

  it('keeps only small inputs of those that the fuzzer found', () => {
    expect(readCorpus(target.name).filter(({ length }) => length > target.maxBytes)).toEqual([]);
  });
});

/** A finding comes with the input, to be run again. */
async function running(bounds: Bounds, input: Uint8Array): Promise<void> {
  try {
    await bounds.run(input);
  } catch (error) {
    const base64 = Buffer.from(input).toString('base64');
    throw new Error(`input ${base64}: ${(error as Error).message}`, { cause: error });
  }
}
