import { describe, expect, it } from 'vitest';
import { admit } from '../../support/admission.ts';
import { owner, type PodParts } from '../../support/pods.ts';
import { ofProject, PROFILE, podDefault, rayCluster, template } from '../../support/world.ts';

const OWN = { namespace: ofProject('team-a') };
const THEIRS = { labels: { RUNAI_PROJECT: 'team-b' } };

describe("a project that is not the namespace's", () => {
  it.each<[string, PodParts, string]>([
    ['label project', { labels: { project: 'team-b', runai: 'true' } }, 'label project is "team-b"'],
    ['label RUNAI_PROJECT', THEIRS, 'label RUNAI_PROJECT is "team-b"'],
    ['annotation', { annotations: { RUNAI_PROJECT: 'team-b' } }, 'annotation RUNAI_PROJECT is "team-b"'],
    ['environment', { env: { RUNAI_PROJECT: 'team-b' } }, 'env RUNAI_PROJECT of container main is "team-b"'],
  ])('is refused, and the message says that the %s names it', (_, parts, field) => {
    const seen = admit(parts, OWN);
    expect(seen).toMatchObject({
      outcome: 'denied',
      reason: 'foreign-project',
      code: 403,
      project: parts.labels?.['project'],
    });
    expect(seen.message).toContain(field);
    expect(seen.message).toContain('team-a (label runai/queue of the namespace)');
  });

  it('is refused where a PodDefault is going to name it, and the message says which to change', () => {
    const objects = [podDefault('theirs', { env: { RUNAI_PROJECT: 'team-b' } })];
    const seen = admit({}, { namespace: { ...PROFILE, ...OWN.namespace }, objects });
    expect(seen).toMatchObject({ reason: 'foreign-project', code: 403 });
    expect(seen.message).toContain('change PodDefault theirs');
  });

  it("is refused where it comes from the gang's owner, and somebody in the gang asked", () => {
    const asks = template({ gpus: 1, labels: { runai: 'true' } });
    const objects = [rayCluster(template(), asks, { project: 'team-b' })];
    const head = { labels: { 'ray.io/node-type': 'head' }, owner: owner('ray.io/v1', 'RayCluster', 'cluster') };
    const seen = admit(head, { ...OWN, objects });
    expect(seen).toMatchObject({ reason: 'foreign-project', code: 403 });
    expect(seen.message).toContain('label project of RayCluster cluster');
  });

  it('is refused before any question of values', () => {
    const parts = { ...THEIRS, annotations: { 'gpu-fraction': 'nonsense' } };
    expect(admit(parts, OWN)).toMatchObject({ reason: 'foreign-project', code: 403 });
    expect(admit({ labels: { RUNAI_PROJECT: 'not a label' } }, OWN)).toMatchObject({ reason: 'foreign-project' });
  });

  it('is not softened where invalid values are let through', () => {
    expect(admit(THEIRS, { ...OWN, settings: { onInvalid: 'warn' } })).toMatchObject({ outcome: 'denied', code: 403 });
  });

  it.each<[string, PodParts]>([
    ['the same project', { labels: { RUNAI_PROJECT: 'team-a' } }],
    ['the same project in blanks', { labels: { RUNAI_PROJECT: ' team-a ' } }],
    ['no project', { labels: { runai: 'true' } }],
  ])('is none where the pod names %s', (_, parts) => {
    expect(admit(parts, OWN)).toMatchObject({ outcome: 'mutated', project: 'team-a', warnings: [] });
  });

  it.each<[string, Record<string, string> | null]>([
    ['is not known', null],
    ['has no project', {}],
    ['has an empty one', ofProject('')],
  ])('cannot be told where the namespace %s', (_, namespace) => {
    expect(admit(THEIRS, { namespace })).toMatchObject({ outcome: 'mutated', project: 'team-b' });
  });
});

describe("a queue label that is not the namespace's project", () => {
  const queue = (name: string, pool?: string): PodParts => ({
    labels: {
      runai: 'true',
      'kai.scheduler/queue': name,
      ...(pool === undefined ? {} : { 'kai.scheduler/node-pool': pool }),
    },
  });
  const kai = { namespace: { 'kai/project': 'team-a' }, settings: { flavour: 'kai' } } as const;

  it.each<[string, PodParts]>([
    ['of another team', queue('team-b')],
    ['of a pool, without the label of the pool', queue('team-a-pool')],
    ['of a pool, with the label of another', queue('team-a-pool', 'other')],
    ['of a pool, with an empty label', queue('team-a-', '')],
    ['of a pool that is called undefined', queue('team-a-undefined')],
    ['that begins like the project', queue('team-abc', 'bc')],
  ])('is refused: a queue %s', (_, parts) => {
    const seen = admit(parts, kai);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'foreign-queue', code: 403 });
    expect(seen.message).toContain(
      'use team-a, or team-a-<pool> together with the label kai.scheduler/node-pool=<pool>',
    );
  });

  it.each<[string, PodParts]>([
    ["the project's", queue('team-a')],
    ["the project's in blanks", queue(' team-a')],
    ['of the pool that the pod names', queue('team-a-pool', 'pool')],
    ['nobody', queue('')],
  ])('passes: a queue of %s', (_, parts) => {
    expect(admit(parts, kai)).toMatchObject({ outcome: 'mutated', project: 'team-a', warnings: [] });
  });

  it("is read under the flavour's own name", () => {
    const settings = { flavour: 'kai', queueLabelKey: 'runai/queue' } as const;
    const labels = { runai: 'true', 'runai/queue': 'team-b' };
    expect(admit({ labels }, { ...kai, settings })).toMatchObject({ reason: 'foreign-queue' });
    expect(admit({ labels }, kai)).toMatchObject({ outcome: 'mutated', warnings: [] });
  });
});

describe('the setting projectGuard', () => {
  it('warn lets the pod through, with a warning', () => {
    const seen = admit(THEIRS, { ...OWN, settings: { projectGuard: 'warn' } });
    expect(seen).toMatchObject({ outcome: 'mutated', project: 'team-b', warnings: ['foreign-project'] });
  });

  it('off lets it through without a word', () => {
    const seen = admit(THEIRS, { ...OWN, settings: { projectGuard: 'off' } });
    expect(seen).toMatchObject({ outcome: 'mutated', project: 'team-b', warnings: [] });
  });

  it('warn still refuses what is wrong otherwise', () => {
    const annotations = { 'gpu-fraction': 'nonsense' };
    const seen = admit({ ...THEIRS, annotations }, { ...OWN, settings: { projectGuard: 'warn' } });
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'invalid-fraction', warnings: ['foreign-project'] });
  });
});

describe('a pod that is left alone, but was given the scheduler by hand', () => {
  const BY_HAND = { schedulerName: 'runai-scheduler' };
  const CASES: readonly [string, PodParts, string][] = [
    ['opted out', { labels: { 'runai-injection': 'disabled' } }, 'opted-out'],
    ['with runai: "false"', { labels: { runai: 'false' } }, 'scheduler-not-wanted'],
    ['of a DaemonSet', { owner: owner('apps/v1', 'DaemonSet') }, 'daemonset-pod'],
    ['a mirror pod', { annotations: { 'kubernetes.io/config.mirror': 'x' } }, 'mirror-pod'],
    ['on a node', { nodeName: 'node-1' }, 'already-on-a-node'],
    ['a helper', { labels: { 'pipelines.kubeflow.org/v2_component': 'true' } }, 'helper-pod'],
    ['a cached step', { labels: { 'pipelines.kubeflow.org/reused_from_cache': 'true' } }, 'cache-hit'],
  ];

  it.each(CASES)('is refused for a foreign project label: %s', (_, parts) => {
    const labels = { ...parts.labels, project: 'team-b' };
    expect(admit({ ...parts, ...BY_HAND, labels }, OWN)).toMatchObject({
      outcome: 'denied',
      reason: 'foreign-project',
      code: 403,
    });
  });

  it.each(CASES)('is refused for a foreign queue label: %s', (_, parts) => {
    const labels = { ...parts.labels, 'runai/queue': 'team-b' };
    expect(admit({ ...parts, ...BY_HAND, labels }, OWN)).toMatchObject({
      outcome: 'denied',
      reason: 'foreign-queue',
      code: 403,
    });
  });

  it.each(CASES)('may say anything where the scheduler does not read it: %s', (_, parts, reason) => {
    const annotations = { ...parts.annotations, RUNAI_PROJECT: 'team-b' };
    const labels = { ...parts.labels, RUNAI_PROJECT: 'team-b' };
    expect(admit({ ...parts, ...BY_HAND, labels, annotations, env: { RUNAI_PROJECT: 'team-b' } }, OWN)).toMatchObject({
      outcome: 'skipped',
      reason,
    });
  });

  it.each(CASES)('is nobody’s affair without that scheduler: %s', (_, parts, reason) => {
    expect(admit({ ...parts, labels: { ...parts.labels, project: 'team-b' } }, OWN)).toMatchObject({
      outcome: 'skipped',
      reason,
    });
  });

  it.each(CASES)('is let through with a warning where the guard only warns: %s', (_, parts, reason) => {
    const labels = { ...parts.labels, project: 'team-b' };
    expect(admit({ ...parts, ...BY_HAND, labels }, { ...OWN, settings: { projectGuard: 'warn' } })).toMatchObject({
      outcome: 'skipped',
      reason,
      warnings: expect.arrayContaining(['foreign-project']),
    });
  });

  it('may not use the queue of a pool that only a PodDefault would name, since none reaches it', () => {
    const objects = [podDefault('pool', { labels: { 'runai/node-pool': 'a100' } })];
    const labels = { runai: 'false', 'runai/queue': 'team-a-a100' };
    const world = { namespace: { ...OWN.namespace, ...PROFILE }, objects };
    expect(admit({ ...BY_HAND, labels }, world)).toMatchObject({ outcome: 'denied', reason: 'foreign-queue' });
    expect(admit({ ...BY_HAND, labels: { ...labels, 'runai/node-pool': 'a100' } }, world).outcome).toBe('skipped');
  });

  const MARKS: readonly [string, PodParts][] = [
    ['annotation runai-job-id', { annotations: { 'runai-job-id': '1' } }],
    ['variable RUNAI_JOB_NAME', { env: { RUNAI_JOB_NAME: 'x' } }],
    ['owner of group run.ai', { owner: owner('run.ai/v2alpha1', 'TrainingWorkload') }],
  ];

  it.each(MARKS)("is refused for a foreign project in spite of the %s of Run:ai's own pods", (_, mark) => {
    expect(admit({ ...mark, ...BY_HAND, labels: { project: 'team-b' } }, OWN)).toMatchObject({
      outcome: 'denied',
      reason: 'foreign-project',
      code: 403,
    });
  });

  it.each(MARKS)("is asked for its project alone where it has the %s of Run:ai's own pods", (_, mark) => {
    const labels = { project: 'team-a', 'runai/queue': 'team-b' };
    const seen = admit({ ...mark, ...BY_HAND, labels }, OWN);
    expect(seen).toMatchObject({ outcome: 'skipped', reason: 'run-ai-native', warnings: [] });
  });
});
