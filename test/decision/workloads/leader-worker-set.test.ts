import { describe, expect, it } from 'vitest';
import { admit, NONE } from '../../support/admission.ts';
import type { PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';
import { ofProject, template } from '../../support/world.ts';

const OWN = { namespace: ofProject('team-a') };

const member = (index: string, parts: PodParts = {}): PodParts => ({
  ...parts,
  labels: {
    'leaderworkerset.sigs.k8s.io/name': 'vllm',
    'leaderworkerset.sigs.k8s.io/group-index': '0',
    'leaderworkerset.sigs.k8s.io/worker-index': index,
    ...parts.labels,
  },
});

const set = (workerTemplate: object, leaderTemplate?: object): object => ({
  apiVersion: 'leaderworkerset.x-k8s.io/v1',
  kind: 'LeaderWorkerSet',
  metadata: { name: 'vllm' },
  spec: { leaderWorkerTemplate: { size: 2, workerTemplate, ...(leaderTemplate ? { leaderTemplate } : {}) } },
});

describe('a pod of a LeaderWorkerSet', () => {
  it('is a member of the gang that the set is', () => {
    const gang = 'of leaderworkerset.x-k8s.io LeaderWorkerSet vllm';
    expect(recognised(member('1'))).toBe(`work: leader-worker-set on main ${gang}`);
    expect(recognised(member('0'))).toBe(`work: leader-worker-set on main ${gang}`);
  });

  it('goes where its siblings go, whether the set is known or not', () => {
    const worker = template({ annotations: { 'gpu-fraction': '0.5' } });
    for (const objects of [[], [set(worker, template())]]) {
      expect(admit(member('0'), { ...OWN, objects })).toMatchObject({
        outcome: 'mutated',
        reason: 'gang-member',
        schedulerName: 'runai-scheduler',
        annotations: NONE,
      });
    }
  });

  it('stays where it is if nothing in the set has a GPU or asks', () => {
    expect(admit(member('0'), { ...OWN, objects: [set(template(), template())] })).toMatchObject({
      outcome: 'skipped',
      reason: 'nothing-asked',
    });
  });

  it('is a companion as a leader with a template of its own: a PodDefault’s share is not meant for it', () => {
    const annotations = { 'poddefault.admission.kubeflow.org/poddefault-half': '1', 'gpu-fraction': '0.5' };
    const leader = member('0', { annotations });
    expect(admit(leader, { ...OWN, objects: [set(template(), template())] })).toMatchObject({
      workload: 'leader',
      annotations: NONE,
    });
    expect(admit(leader, { ...OWN, objects: [set(template())] })).toMatchObject({
      workload: 'leader-worker-set',
      annotations: { 'gpu-fraction': '0.5' },
    });
  });
});
