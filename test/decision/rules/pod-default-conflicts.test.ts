import { describe, expect, it } from 'vitest';
import { admit, NONE } from '../../support/admission.ts';
import { container } from '../../support/pods.ts';
import { ofProject, PROFILE, podDefault, type World } from '../../support/world.ts';

const world = (...objects: readonly object[]): World => ({
  namespace: { ...PROFILE, ...ofProject('team-a') },
  objects,
});

describe('a queue that a pending PodDefault is going to set', () => {
  const queue = podDefault('later', { labels: { 'runai/queue': 'shared' } });

  it('is the one that is written, where queues are written at all', () => {
    const seen = admit({ labels: { runai: 'true' } }, { ...world(queue), settings: { queueLabel: true } });
    expect(seen).toMatchObject({ outcome: 'mutated', project: 'team-a' });
    expect(seen.pod.metadata.labels).toMatchObject({ 'runai/queue': 'shared' });
  });

  it('is left to it otherwise', () => {
    const seen = admit({ labels: { runai: 'true' } }, world(queue));
    expect(seen.outcome).toBe('mutated');
    expect(seen.pod.metadata.labels).not.toHaveProperty('runai/queue');
  });
});

describe('a string that a pending PodDefault is going to set', () => {
  const sets = (annotations: Record<string, string>) => podDefault('later', { annotations });

  it.each([
    ['0.5', '0.5'],
    ['0.50', '0.50'],
    ['.5', '.5'],
    ['0.500', '0.500'],
    ['5e-1', '5e-1'],
  ])('is written to the letter, where the scheduler takes it: gpu-fraction %s', (value, written) => {
    const seen = admit({}, world(sets({ 'gpu-fraction': value })));
    expect(seen).toMatchObject({ outcome: 'mutated', annotations: { 'gpu-fraction': written }, warnings: [] });
  });

  it.each(['50%', '50 %', ' 0.5', '0.5\u200b', '1', '100%', '', ' ', '\u00a00.5'])(
    'leaves the pod alone where the scheduler does not take it: gpu-fraction %j',
    (value) => {
      const seen = admit({ labels: { runai: 'true' } }, world(sets({ 'gpu-fraction': value })));
      expect(seen).toMatchObject({
        outcome: 'skipped',
        reason: 'pending-poddefault',
        warnings: ['pending-poddefault'],
      });
      expect(seen.warningTexts[0]).toContain('PodDefault later will set gpu-fraction');
    },
  );

  it('is refused all the same where it is no fraction', () => {
    expect(admit({}, world(sets({ 'gpu-fraction': '1.5' })))).toMatchObject({
      outcome: 'denied',
      reason: 'invalid-fraction',
    });
  });

  it('may have more than two decimals, and then nothing is said of rounding', () => {
    expect(admit({}, world(sets({ 'gpu-fraction': '0.333' })))).toMatchObject({
      annotations: { 'gpu-fraction': '0.333' },
      warnings: [],
    });
  });

  it.each([
    ['8192', true],
    ['08192', true],
    ['+8192', false],
    ['8Gi', false],
    [' 8192', false],
  ])('is written as gpu-memory only where it is digits: %j, %j', (value, written) => {
    const seen = admit({}, world(sets({ 'gpu-memory': value })));
    expect(seen).toMatchObject(
      written ? { outcome: 'mutated', annotations: { 'gpu-memory': value } } : { reason: 'pending-poddefault' },
    );
  });

  it.each([
    ['2', true],
    ['+2', false],
    ['', false],
  ])('is written as device count only where it is digits: %j, %j', (value, written) => {
    const seen = admit({}, world(sets({ 'gpu-fraction': '0.5', 'gpu-fraction-num-devices': value })));
    expect(seen).toMatchObject(
      written
        ? { outcome: 'mutated', annotations: { 'gpu-fraction-num-devices': value } }
        : { reason: 'pending-poddefault' },
    );
  });

  it("names the work container, where it is a container's name", () => {
    const containers = [container('main'), container('other')];
    const seen = admit({ containers }, world(sets({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'other' })));
    expect(seen).toMatchObject({ container: 'other', annotations: { 'gpu-fraction-container-name': 'other' } });
  });

  it('names nobody, where it is empty or unknown', () => {
    const unknown = admit({}, world(sets({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'nobody' })));
    expect(unknown).toMatchObject({ outcome: 'denied', reason: 'unknown-container' });
    const empty = admit({}, world(sets({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': '' })));
    expect(empty).toMatchObject({ reason: 'pending-poddefault' });
  });

  it('may name any container where there is no share', () => {
    const seen = admit({ labels: { runai: 'true' } }, world(sets({ 'gpu-fraction-container-name': 'nobody' })));
    expect(seen).toMatchObject({ outcome: 'mutated', annotations: NONE, warnings: [] });
  });

  it('does not matter where the pod has the same meaning in other words', () => {
    const seen = admit({ annotations: { 'gpu-fraction': '50%' } }, world(sets({ 'gpu-fraction': '0.5' })));
    expect(seen).toMatchObject({ outcome: 'mutated', annotations: { 'gpu-fraction': '0.5' } });
  });

  it('leaves the pod alone where the pod asks for the other kind of share', () => {
    const seen = admit({ annotations: { 'gpu-fraction': '0.5' } }, world(sets({ 'gpu-memory': '8192' })));
    expect(seen).toMatchObject({ outcome: 'skipped', reason: 'pending-poddefault' });
  });
});
