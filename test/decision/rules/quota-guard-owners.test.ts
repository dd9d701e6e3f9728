import { describe, expect, it } from 'vitest';
import { admit } from '../../support/admission.ts';
import { owner, type PodParts } from '../../support/pods.ts';
import { rayCluster, template, type World } from '../../support/world.ts';

/*
 * A template may carry marks and labels of any system. The pods still have their owner, and the scheduler reads it.
 */

const OF_JOB: PodParts = { owner: owner('kubeflow.org/v1', 'PyTorchJob', 'job') };
const OURS = 'kai-scheduler';

const pyTorchJob = (labels: Record<string, string>): object => ({
  apiVersion: 'kubeflow.org/v1',
  kind: 'PyTorchJob',
  metadata: { name: 'job', labels },
  spec: { pytorchReplicaSpecs: { Worker: { template: template({ schedulerName: OURS }) } } },
});

const world = (...objects: readonly object[]): World => ({
  namespace: { 'kai/project': 'blue' },
  settings: { flavour: 'kai' },
  objects,
});

describe('the labels of a known owner', () => {
  it.each<[string, PodParts]>([
    ['a mark of Run:ai’s own pods', { annotations: { 'runai-job-id': '1' } }],
    ['the label of an Argo helper', { labels: { 'workflows.argoproj.io/component': 'agent' } }],
    ['the label of a cached step', { labels: { 'pipelines.kubeflow.org/reused_from_cache': 'true' } }],
    ['the label of a pipeline', { labels: { 'pipelines.kubeflow.org/any': 'x' } }],
    ['the opt-out', { labels: { 'runai-injection': 'disabled' } }],
    [
      'the label of a RayCluster that nobody knows',
      { labels: { 'ray.io/node-type': 'worker', 'ray.io/cluster': 'x' } },
    ],
    [
      'the label of a RayCluster of the team',
      { labels: { 'ray.io/node-type': 'worker', 'ray.io/cluster': 'cluster' } },
    ],
  ])('count on a pod with %s', (_, marks) => {
    const decoy = rayCluster(template(), template(), { project: 'blue', 'kai.scheduler/queue': 'blue' });
    for (const [labels, reason] of [
      [{ 'kai.scheduler/queue': 'red' }, 'foreign-queue'],
      [{ project: 'red' }, 'foreign-project'],
    ] as const) {
      const seen = admit({ ...OF_JOB, ...marks, schedulerName: OURS }, world(pyTorchJob(labels), decoy));
      expect(seen).toMatchObject({ outcome: 'denied', reason, code: 403 });
      expect(seen.message).toContain('of PyTorchJob job');
    }
  });

  it('are not read of a gang that only the labels of a pod name', () => {
    const decoy = rayCluster(template(), template(), { project: 'blue', 'kai.scheduler/queue': 'blue' });
    const member = { 'ray.io/node-type': 'worker', 'ray.io/cluster': 'cluster', runai: 'true' };
    expect(admit({ labels: { ...member, 'kai.scheduler/queue': 'red' } }, world(decoy))).toMatchObject({
      outcome: 'denied',
      reason: 'foreign-queue',
    });
    expect(admit({ labels: { ...member, project: 'red' } }, world(decoy))).toMatchObject({
      outcome: 'denied',
      reason: 'foreign-project',
    });
  });
});

describe('a member of a gang with the labels of another system', () => {
  it('goes where its gang goes', () => {
    const labels = { 'pipelines.kubeflow.org/any': 'x' };
    const job = pyTorchJob({ 'kai.scheduler/queue': 'blue' });
    expect(admit({ ...OF_JOB, labels }, world(job))).toMatchObject({ workload: 'kfp-v1', reason: 'gang-member' });
  });
});
