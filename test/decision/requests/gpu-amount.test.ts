import { describe, expect, it } from 'vitest';
import { admit } from '../../support/admission.ts';
import { ofProject } from '../../support/world.ts';

const OWN = { namespace: ofProject('team-a') };

describe('an amount that is none', () => {
  it.each(['0', '-1', '1.5', '0,5', 'abc', 'NaN', 'Infinity', '0x1'])('is refused as a fraction: %j', (value) => {
    const seen = admit({ annotations: { 'gpu-fraction': value } }, OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'invalid-fraction', code: 422 });
    expect(seen.message).toBe(
      `invalid-fraction: annotation gpu-fraction is "${value}", which is no GPU fraction; write 0.5 or 50% for half a GPU, 1 for a whole`,
    );
  });

  it.each(['0.001', '0.9%'])('is refused as a fraction where nothing is left of it: %j', (value) => {
    const seen = admit({ annotations: { 'gpu-fraction': value } }, OWN);
    expect(seen).toMatchObject({ reason: 'invalid-fraction', code: 422 });
    expect(seen.message).toContain('write 0.01 or more');
  });

  it.each([
    ['50', 'did you mean 50%?'],
    ['17', 'did you mean 17%?'],
    ['99', 'did you mean 99%?'],
    ['100', 'did you mean 50%?'],
    ['5000%', 'did you mean 50%?'],
    ['17.0', 'did you mean 50%?'],
  ])('is refused as too many GPUs, with a guess: %s', (value, guess) => {
    const seen = admit({ labels: { 'gpu-fraction': value } }, OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'too-many-gpus', code: 422 });
    expect(seen.message).toContain(
      `label gpu-fraction is "${value}", which would be more than 16 whole GPUs; ${guess}`,
    );
  });

  it('is too many GPUs from the number on that the setting says', () => {
    const parts = { labels: { 'gpu-fraction': '4' } };
    expect(admit(parts, { ...OWN, settings: { maxWholeGpus: 4 } })).toMatchObject({ gpu: { main: '4' } });
    expect(admit(parts, { ...OWN, settings: { maxWholeGpus: 3 } })).toMatchObject({ reason: 'too-many-gpus' });
  });

  it.each(['0', '-1', '1.5', 'abc', '100Ki', '50%'])('is refused as memory: %j', (value) => {
    const seen = admit({ env: { RUNAI_GPU_MEMORY: value } }, OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'invalid-memory', code: 422 });
    expect(seen.message).toContain(`env RUNAI_GPU_MEMORY of container main is "${value}"`);
  });

  it.each([
    [{ annotations: { 'gpu-fraction': 'abc' } }, 'invalid-fraction'],
    [{ annotations: { 'gpu-memory': 'abc' } }, 'invalid-memory'],
    [{ annotations: { 'gpu-fraction': '99' } }, 'too-many-gpus'],
    [{ annotations: { 'gpu-fraction': '0.5', 'gpu-memory': '1' } }, 'fraction-and-memory'],
    [{ annotations: { 'gpu-fraction': '0.5' }, gpus: 2 }, 'share-and-whole-gpus'],
    [{ annotations: { 'gpu-fraction': '2' }, gpus: 1 }, 'gpu-limit-differs'],
    [{ annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-num-devices': 'x' } }, 'invalid-device-count'],
    [{ annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'x' } }, 'unknown-container'],
  ])('leaves the pod exactly as it came under onInvalid: warn: %j', (parts, reason) => {
    const seen = admit(parts, { ...OWN, settings: { onInvalid: 'warn' } });
    expect(seen).toMatchObject({ outcome: 'skipped', reason, warnings: [reason], code: undefined });
    expect(seen.verdict.patch).toEqual([]);
  });

  it('in a lower source does not matter, but for a warning', () => {
    const seen = admit({ annotations: { 'gpu-fraction': '0.5' }, labels: { 'gpu-fraction': 'abc' } }, OWN);
    expect(seen).toMatchObject({
      outcome: 'mutated',
      annotations: { 'gpu-fraction': '0.5' },
      warnings: ['sources-disagree'],
    });
  });
});

describe('an amount as it is written', () => {
  it.each(['0.5', '.5', '0.50', '50%', '+0.5', ' 0.5\u00a0', '5e-1'])('is canonical, typed as %j', (value) => {
    for (const parts of [
      { annotations: { 'gpu-fraction': value } },
      { labels: { 'gpu-fraction': value } },
      { env: { RUNAI_GPU_FRACTION: value } },
    ]) {
      expect(admit(parts, OWN)).toMatchObject({
        annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main' },
        warnings: [],
      });
    }
  });

  it('tells how a fraction was rounded down', () => {
    const seen = admit({ annotations: { 'gpu-fraction': '0.3333' } }, OWN);
    expect(seen).toMatchObject({ annotations: { 'gpu-fraction': '0.33' }, warnings: ['rounded-down'] });
    expect(seen.warningTexts[0]).toContain('annotation gpu-fraction 0.3333 became 0.33');
  });

  it('tells into what memory was converted', () => {
    const seen = admit({ env: { RUNAI_GPU_MEMORY: '8Gi' } }, OWN);
    expect(seen).toMatchObject({ annotations: { 'gpu-memory': '8192' }, warnings: ['unit-converted'] });
    expect(seen.warningTexts[0]).toContain('8Gi is written as 8192 (MiB)');
  });

  it('does not say that sources disagree which mean the same', () => {
    const same = {
      annotations: { 'gpu-fraction': '50%', RUNAI_GPU_FRACTION: '.5' },
      labels: { 'gpu-fraction': '0.500' },
    };
    expect(admit(same, OWN).warnings).toEqual([]);
  });
});
