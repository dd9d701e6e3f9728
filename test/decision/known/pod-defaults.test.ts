import { describe, expect, it } from 'vitest';
import { admit } from '../../support/admission.ts';
import type { PodParts } from '../../support/pods.ts';
import { ofProject, PROFILE, podDefault, traceOf, type World } from '../../support/world.ts';

const HALF = { RUNAI_GPU_FRACTION: '0.5' };
const half = podDefault('half', { matchLabels: { pick: 'half' }, env: HALF });
const world = (...objects: readonly object[]): World => ({
  namespace: { ...PROFILE, ...ofProject('team-a') },
  objects,
});

describe('a PodDefault that is still to be applied', () => {
  const PICKED: PodParts = { labels: { pick: 'half' } };

  it('counts with its env', () => {
    expect(admit(PICKED, world(half))).toMatchObject({
      reason: 'asked',
      annotations: { 'gpu-fraction': '0.5' },
      warnings: [],
    });
    expect(admit(PICKED, world(half)).decision).toContain('env RUNAI_GPU_FRACTION of PodDefault half');
  });

  it('counts with its labels', () => {
    const later = podDefault('later', { labels: { runai: 'true', project: 'team-a' } });
    expect(admit({}, world(later))).toMatchObject({ reason: 'asked', project: 'team-a' });
    const not = podDefault('not', { labels: { runai: 'false' } });
    expect(admit({ env: HALF }, world(not))).toMatchObject({ reason: 'scheduler-not-wanted' });
    const out = podDefault('out', { labels: { 'runai-injection': 'disabled' } });
    expect(admit({ env: HALF }, world(out))).toMatchObject({ reason: 'opted-out' });
  });

  it('counts with its annotations', () => {
    const later = podDefault('later', { annotations: { 'gpu-memory': '4096' } });
    expect(admit({}, world(later))).toMatchObject({ reason: 'asked', annotations: { 'gpu-memory': '4096' } });
  });

  it.each<[string, PodParts, World]>([
    ['its selector does not match', { labels: { pick: 'other' } }, world(half)],
    ['its selector wants a label and there are none', {}, world(half)],
    ['the namespace is none of a profile', PICKED, { namespace: ofProject('team-a'), objects: [half] }],
    [
      'the pod is excluded',
      { ...PICKED, annotations: { 'poddefault.admission.kubeflow.org/exclude': 'true' } },
      world(half),
    ],
    ['it is of another namespace', PICKED, world({ ...half, metadata: { name: 'half', namespace: 'bob' } })],
    ['it has been applied, whatever it says', { ...PICKED, annotations: traceOf('half') }, world(half)],
  ])('does not count where %s', (_, parts, known) => {
    expect(admit(parts, known)).toMatchObject({ outcome: 'skipped', reason: 'nothing-asked' });
  });

  it('counts where the pod is excluded with anything but "true"', () => {
    const annotations = { 'poddefault.admission.kubeflow.org/exclude': 'false' };
    expect(admit({ ...PICKED, annotations }, world(half))).toMatchObject({ outcome: 'mutated' });
  });

  it('counts where nothing is known of the namespace but its PodDefaults', () => {
    expect(admit(PICKED, { namespace: null, objects: [half] })).toMatchObject({
      annotations: { 'gpu-fraction': '0.5' },
    });
  });

  it('counts beside one that has been applied', () => {
    const project = podDefault('project', { env: { RUNAI_PROJECT: 'team-a' } });
    const seen = admit(
      { ...PICKED, annotations: traceOf('project'), env: { RUNAI_PROJECT: 'team-a' } },
      world(half, project),
    );
    expect(seen).toMatchObject({ annotations: { 'gpu-fraction': '0.5' }, project: 'team-a' });
  });

  it('does not override what the pod says, label by label', () => {
    const later = podDefault('later', { labels: { runai: 'true' } });
    expect(admit({ labels: { runai: 'false' } }, world(later)).reason).toBe('scheduler-not-wanted');
  });
});
