import { describe, expect, it } from 'vitest';
import { annotationBytes } from '../../../src/decision/pod/annotation-bytes.ts';
import { admit } from '../../support/admission.ts';
import { ofProject } from '../../support/world.ts';

const OWN = { namespace: ofProject('team-a') };
const LIMIT = 262_144;
const GPU = { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main' };

/** Annotations that take so many bytes, together with `more`. */
function filled(bytes: number, more: Record<string, string>): Record<string, string> {
  const used = Buffer.byteLength(Object.entries(more).flat().join(''));
  return { ...more, filler: 'x'.repeat(bytes - used - 'filler'.length) };
}

const bytesOf = (annotations: object): number => Buffer.byteLength(Object.entries(annotations).flat().join(''));

describe('what annotations take', () => {
  it.each([[['a', 'ä', '€', '😀', '', '\ud83d', 'x'.repeat(100)]], [['🇩🇪 flags and ß']]])(
    'is counted in bytes, as the API server does: %j',
    (values) => {
      const annotations = Object.fromEntries(values.map((value, index) => [`k${index}`, value]));
      const full = { ...annotations, filler: 'x'.repeat(LIMIT / 2) };
      expect(annotationBytes(full)).toBe(bytesOf(full));
      // Far below the limit it is enough to know that they are.
      expect(annotationBytes(annotations)).toBeGreaterThanOrEqual(bytesOf(annotations));
      expect(annotationBytes(annotations)).toBeLessThan(LIMIT / 2);
    },
  );
});

describe('a pod whose annotations are nearly full', () => {
  it('gets its share without the decision in words, where only that does not fit', () => {
    const room = bytesOf(GPU) - bytesOf({ 'gpu-fraction': '0.5' });
    const seen = admit({ annotations: filled(LIMIT - room, { 'gpu-fraction': '0.5' }) }, OWN);
    expect(seen).toMatchObject({ outcome: 'mutated', annotations: GPU, decision: undefined });
    expect(bytesOf(seen.pod.metadata.annotations ?? {})).toBe(LIMIT);
  });

  it('gets the decision in words where there is just room for it', () => {
    const plain = admit({ annotations: { 'gpu-fraction': '0.5' } }, OWN);
    const needed = bytesOf({ ...GPU, 'gpu-fraction-webhook/decision': plain.decision });
    const annotations = filled(LIMIT - needed + bytesOf({ 'gpu-fraction': '0.5' }), { 'gpu-fraction': '0.5' });
    const seen = admit({ annotations }, OWN);
    expect(seen.decision).toBe(plain.decision);
    expect(bytesOf(seen.pod.metadata.annotations ?? {})).toBe(LIMIT);
    expect(admit({ annotations: { ...annotations, a: '' } }, OWN).decision).toBeUndefined();
  });

  it('is left alone with a warning, where not even the share fits', () => {
    const annotations = filled(LIMIT - 10, { 'gpu-fraction': '0.5' });
    const seen = admit({ annotations }, OWN);
    expect(seen).toMatchObject({ outcome: 'skipped', reason: 'annotations-full', warnings: ['annotations-full'] });
    expect(seen.verdict.patch).toEqual([]);
  });

  it('is routed all the same where no annotation has to be written', () => {
    const seen = admit({ labels: { runai: 'true' }, annotations: filled(LIMIT, {}) }, OWN);
    expect(seen).toMatchObject({
      outcome: 'mutated',
      schedulerName: 'runai-scheduler',
      warnings: [],
      decision: undefined,
    });
  });

  it('counts the room that annotations leave which are taken off', () => {
    const annotations = filled(LIMIT, { 'gpu-fraction': '1', 'gpu-memory': ' '.repeat(1000) });
    expect(admit({ annotations }, OWN)).toMatchObject({ outcome: 'mutated', decision: expect.any(String) });
    const spelled = filled(LIMIT, { 'gpu-fraction': '0.50', 'gpu-fraction-num-devices': ' '.repeat(100) });
    expect(admit({ annotations: spelled }, OWN)).toMatchObject({ outcome: 'mutated', annotations: GPU });
  });
});

describe('a cached step', () => {
  it('loses its GPU annotations also where the decision does not fit beside them', () => {
    const labels = { 'pipelines.kubeflow.org/reused_from_cache': 'true' };
    const seen = admit({ labels, annotations: filled(LIMIT, { 'gpu-fraction': '0.5' }) }, OWN);
    expect(seen).toMatchObject({ outcome: 'mutated', reason: 'cache-hit', annotations: {}, decision: undefined });
  });
});
