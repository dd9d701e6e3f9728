import { describe, expect, it } from 'vitest';
import { owner, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const SCHEDULED = { schedulerName: 'runai-scheduler' };

describe("a pod of Run:ai's own", () => {
  it.each<[string, PodParts]>([
    ['its job, in the environment', { env: { RUNAI_JOB_NAME: 'j' } }],
    ['its job, in an annotation', { annotations: { 'runai-job-id': '1' } }],
    ['its owner', { owner: owner('run.ai/v2alpha1', 'TrainingWorkload') }],
  ])('is told by %s, once its scheduler is set', (_, parts) => {
    expect(recognised({ ...parts, ...SCHEDULED })).toBe('native: run-ai');
    expect(recognised(parts)).toBe('work: other on main');
    expect(recognised({ ...parts, schedulerName: 'kai-scheduler' })).toBe('work: other on main');
  });

  it.each<[string, PodParts]>([
    ['its scheduler alone', {}],
    [
      'the annotation that KAI writes on the pods that were routed',
      { annotations: { 'runai/shared-gpu-configmap': 'x' } },
    ],
    ['an owner of a group that only ends alike', { owner: owner('example.run.ai/v1', 'X') }],
    ['an owner of the core group', { owner: owner('v1', 'run.ai') }],
  ])('is not told by %s', (_, parts) => {
    expect(recognised({ ...parts, ...SCHEDULED })).toBe('work: other on main');
  });
});
