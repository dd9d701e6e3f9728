import { describe, expect, it } from 'vitest';
import { membershipOf } from '../../../src/decision/workloads/gangs.ts';
import { owner, type PodParts, pod } from '../../support/pods.ts';

const JOB = owner('batch/v1', 'Job');
const STATEFUL_SET = owner('apps/v1', 'StatefulSet');
const TRAINING = { 'training.kubeflow.org/job-name': 'j' };
const LAUNCHER = { ...TRAINING, 'training.kubeflow.org/job-role': 'launcher' };
const JOBSET = { 'jobset.sigs.k8s.io/jobset-name': 's' };
const LWS = { 'leaderworkerset.sigs.k8s.io/name': 'l' };
const RAY = { 'ray.io/node-type': 'worker', 'ray.io/cluster': 'c' };

describe('the gang of a pod', () => {
  it.each<[string, PodParts, string | undefined]>([
    ['a RayCluster that owns it', { owner: owner('ray.io/v1', 'RayCluster', 'r') }, 'RayCluster r, owned'],
    ['a RayCluster that its labels name', { labels: RAY }, 'RayCluster c, claimed'],
    ['a RayCluster through somebody’s Job', { labels: RAY, owner: JOB }, 'RayCluster c, claimed'],
    [
      'no RayCluster, for the pod that clears Redis',
      { labels: { ...RAY, 'ray.io/node-type': 'redis-cleanup' } },
      undefined,
    ],
    ['no RayCluster, where only the cluster is named', { labels: { 'ray.io/cluster': 'c' } }, undefined],
    [
      'a training job that owns it',
      { labels: TRAINING, owner: owner('kubeflow.org/v1', 'TFJob', 't') },
      'TFJob t, owned',
    ],
    ['a training job that its label names', { labels: TRAINING }, ' j, claimed'],
    ['an MPIJob, through its launcher’s Job', { labels: LAUNCHER, owner: JOB }, ' j, owned'],
    ['no MPIJob’s worker through a Job', { labels: TRAINING, owner: JOB }, ' j, claimed'],
    ['a JobSet through a Job', { labels: JOBSET, owner: JOB }, 'JobSet s, owned'],
    ['a JobSet that its label names', { labels: JOBSET }, 'JobSet s, claimed'],
    ['a LeaderWorkerSet through a StatefulSet', { labels: LWS, owner: STATEFUL_SET }, 'LeaderWorkerSet l, owned'],
    ['a LeaderWorkerSet that its label names', { labels: LWS }, 'LeaderWorkerSet l, claimed'],
    ['none', { owner: JOB }, undefined],
  ])('is %s', (_, parts, expected) => {
    expect(told(parts)).toBe(expected);
  });

  it('is only claimed by an owner that is not the first, which nobody follows', () => {
    const first = pod({ owner: owner('batch/v1', 'Job') });
    const ownerReferences = [...(first.metadata.ownerReferences ?? []), owner('ray.io/v1', 'RayCluster', 'r')];
    expect(membershipOf({ ...first, metadata: { ...first.metadata, ownerReferences } })).toMatchObject({
      gang: { name: 'r' },
      isOwned: false,
    });
  });

  it('is the one that owns it, whatever gangs its labels name', () => {
    const labels = { ...RAY, ...JOBSET, ...LWS };
    expect(told({ labels, owner: owner('kubeflow.org/v1', 'PyTorchJob', 'p') })).toBe('PyTorchJob p, owned');
  });
});

function told(parts: PodParts): string | undefined {
  const membership = membershipOf(pod(parts));
  return membership && `${membership.gang.kind} ${membership.gang.name}, ${membership.isOwned ? 'owned' : 'claimed'}`;
}
