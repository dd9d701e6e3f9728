import { describe, expect, it } from 'vitest';
import { admit, NONE } from '../../support/admission.ts';
import { owner, type PodParts } from '../../support/pods.ts';
import { ofProject, PROFILE, podDefault, traceOf, type World } from '../../support/world.ts';

const HALF = { RUNAI_GPU_FRACTION: '0.5' };
const half = podDefault('half', { matchLabels: { pick: 'half' }, env: HALF });
const world = (...objects: readonly object[]): World => ({
  namespace: { ...PROFILE, ...ofProject('team-a') },
  objects,
});

describe('the head of a Ray cluster, which takes a share only when it asks itself', () => {
  const head = (parts: PodParts): PodParts => ({
    ...parts,
    labels: { 'ray.io/node-type': 'head', ...parts.labels },
    owner: owner('ray.io/v1', 'RayCluster', 'cluster'),
  });
  const applied = { annotations: traceOf('given') };
  const merged = (annotations: Record<string, string>) => ({ annotations: { ...applied.annotations, ...annotations } });

  it.each<[string, PodParts, object, Record<string, string>]>([
    ['env that a PodDefault set', { ...applied, env: HALF }, { env: HALF }, {}],
    [
      'label that a PodDefault set',
      { ...applied, labels: { 'gpu-fraction': '0.5' } },
      { labels: { 'gpu-fraction': '0.5' } },
      {},
    ],
    [
      'annotation that a PodDefault set, which goes',
      merged({ 'gpu-fraction': '0.5' }),
      { annotations: { 'gpu-fraction': '0.5' } },
      {},
    ],
    [
      'memory that a PodDefault set',
      { ...applied, env: { RUNAI_GPU_MEMORY: '1' } },
      { env: { RUNAI_GPU_MEMORY: '1' } },
      {},
    ],
    [
      'whole GPUs that a PodDefault set',
      { ...applied, env: { RUNAI_GPU_FRACTION: '1' } },
      { env: { RUNAI_GPU_FRACTION: '1' } },
      {},
    ],
    [
      'device count that a PodDefault set, which goes',
      merged({ 'gpu-fraction-num-devices': '2' }),
      { annotations: { 'gpu-fraction-num-devices': '2' } },
      {},
    ],
    [
      'a value with blanks that a PodDefault set',
      { ...applied, env: { RUNAI_GPU_FRACTION: ' 0.5' } },
      { env: { RUNAI_GPU_FRACTION: ' 0.5' } },
      {},
    ],
    [
      'a zero-width blank that a PodDefault set',
      { ...applied, env: { RUNAI_GPU_FRACTION: '\u200b0.5' } },
      { env: { RUNAI_GPU_FRACTION: '\u200b0.5' } },
      {},
    ],
  ])('does not take a share for %s', (_, parts, sets, annotations) => {
    const seen = admit(head(parts), world(podDefault('given', sets)));
    expect(seen).toMatchObject({ outcome: 'mutated', project: 'team-a', gpu: NONE, warnings: [] });
    expect(seen.annotations).toEqual(annotations);
  });

  it('does not take one for env that a PodDefault is about to set', () => {
    expect(admit(head({ labels: { pick: 'half' } }), world(half))).toMatchObject({
      outcome: 'mutated',
      annotations: NONE,
      gpu: NONE,
      warnings: [],
    });
  });

  it('does not take one for env that it has, and a PodDefault is about to set too', () => {
    expect(admit(head({ labels: { pick: 'half' }, env: HALF }), world(half)).annotations).toEqual({});
  });

  it('does not take one while the trace of an unknown PodDefault may explain everything', () => {
    const seen = admit(head({ annotations: { ...traceOf('gone'), 'gpu-fraction': '0.5' }, env: HALF }), world());
    expect(seen).toMatchObject({ outcome: 'mutated', annotations: NONE });
  });

  it.each<[string, PodParts]>([
    ['an annotation', { annotations: { 'gpu-fraction': '0.5' } }],
    ['a label', { labels: { 'gpu-fraction': '0.5' } }],
    ['env', { env: HALF }],
  ])('takes one for %s of its own', (_, parts) => {
    expect(admit(head(parts), world())).toMatchObject({
      outcome: 'mutated',
      annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main' },
    });
  });

  it.each<[string, PodParts, object]>([
    ['sets another value', { ...applied, env: HALF }, { env: { RUNAI_GPU_FRACTION: '0.25' } }],
    ['sets the value under another name', { ...applied, env: HALF }, { env: { RUNAI_GPU_MEMORY: '0.5' } }],
    ['sets the value elsewhere', { ...applied, env: HALF }, { labels: { RUNAI_GPU_FRACTION: '0.5' } }],
    ['left no trace and does not match', { env: HALF }, { env: HALF, matchLabels: { pick: 'other' } }],
  ])('takes one for env where the PodDefault %s', (_, parts, sets) => {
    expect(admit(head(parts), world(podDefault('given', sets))).annotations).toMatchObject({ 'gpu-fraction': '0.5' });
  });

  it('takes memory and whole GPUs of its own alike', () => {
    expect(admit(head({ env: { RUNAI_GPU_MEMORY: '1' } }), world()).annotations).toMatchObject({ 'gpu-memory': '1' });
    expect(admit(head({ env: { RUNAI_GPU_FRACTION: '2' } }), world())).toMatchObject({
      annotations: NONE,
      gpu: { main: '2' },
    });
  });

  it('keeps a GPU limit of its own', () => {
    expect(admit(head({ ...applied, gpus: 1, env: HALF }), world(podDefault('given', { env: HALF })))).toMatchObject({
      gpu: { main: '1' },
      warnings: [],
    });
  });

  it('keeps the share of its own limit on the second call, also beside a PodDefault for the container’s name', () => {
    const name = { 'gpu-fraction-container-name': 'main' };
    const of = world(podDefault('given', { annotations: name }));
    const annotations = { ...applied.annotations, ...traceOf('gone'), ...name };
    const first = admit(head({ annotations, gpus: '500m' }), of);
    expect(first.annotations).toMatchObject({ 'gpu-fraction': '0.5' });
    expect(admit(first.pod, of)).toMatchObject({ outcome: 'unchanged', annotations: { 'gpu-fraction': '0.5' } });
  });

  it('takes no share either when a PodDefault has named a container since the first call', () => {
    const of = world(podDefault('late', { annotations: { 'gpu-fraction-container-name': 'nobody' } }));
    const asked = { ...traceOf('gone'), RUNAI_GPU_FRACTION: '0.5' };
    const named = { ...traceOf('late'), 'gpu-fraction-container-name': 'nobody' };
    expect(admit(head({ annotations: asked }), of)).toMatchObject({ outcome: 'mutated', annotations: NONE });
    expect(admit(head({ annotations: { ...asked, ...named } }), of)).toMatchObject({
      outcome: 'mutated',
      annotations: { 'gpu-fraction-container-name': 'nobody' },
    });
  });

  it('is refused for a device count of its own that has no share', () => {
    expect(
      admit(head({ annotations: { 'gpu-fraction-num-devices': '2' } }), { ...world(), settings: {} }),
    ).toMatchObject({
      outcome: 'denied',
      reason: 'devices-without-share',
    });
  });
});
