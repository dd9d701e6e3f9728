import { describe, expect, it } from 'vitest';
import { readGangOwner } from '../../../src/decision/requests/gang-owner.ts';
import { WORKLOAD_NAMES } from '../../../src/decision/workloads/workload.ts';
import { container, owner, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';
import { settings } from '../../support/world.ts';

const leaderWorkerSet = (name: string, index: string) => ({
  'leaderworkerset.sigs.k8s.io/name': name,
  'leaderworkerset.sigs.k8s.io/worker-index': index,
});

/** The one set whose leader has a template of its own. */
const LED = readGangOwner(
  { kind: 'LeaderWorkerSet', name: 'led', labels: {}, annotations: {}, templates: [], hasLeaderTemplate: true },
  settings(),
);

/** One sign a row, in the order of the table; the sign of an upper row wins over those of all lower ones. */
const ROWS: readonly [name: string, PodParts][] = [
  ['run-ai', { schedulerName: 'runai-scheduler', annotations: { 'runai-job-id': '1' } }],
  ['ray-head', { labels: { 'ray.io/node-type': 'head' } }],
  ['ray-worker', { labels: { 'ray.io/node-type': 'worker' } }],
  ['ray-helper', { labels: { 'ray.io/node-type': 'redis-cleanup' } }],
  ['argo-helper', { labels: { 'workflows.argoproj.io/component': 'agent' } }],
  ['kfp-v2-driver', { labels: { 'pipelines.kubeflow.org/v2_component': 'true' } }],
  ['kfp-v2-executor', { initContainers: [container('kfp-launcher')] }],
  ['kfp-v1-cache-hit', { labels: { 'pipelines.kubeflow.org/reused_from_cache': 'true' } }],
  ['tfx', { labels: { 'pipelines.kubeflow.org/pipeline-sdk-type': 'tfx' } }],
  ['magnus', { labels: { 'workflows.argoproj.io/workflow': 'magnus-dag-1' } }],
  ['kfp-v1', { labels: { 'pipeline/runid': '1' } }],
  ['argo', { labels: { 'workflows.argoproj.io/workflow': 'wf' } }],
  ['notebook', { labels: { 'notebooks.kubeflow.org/workspace-name': 'w' } }],
  ['kserve', { labels: { 'serving.kserve.io/inferenceservice': 's' } }],
  ['spark-driver', { labels: { 'spark-role': 'driver' } }],
  ['spark-executor', { labels: { 'spark-role': 'executor' } }],
  ['trainer', { labels: { 'jobset.sigs.k8s.io/jobset-name': 'j' } }],
  [
    'trainer-initializer',
    { labels: { 'jobset.sigs.k8s.io/jobset-name': 'j', 'jobset.sigs.k8s.io/replicatedjob-name': 'model-initializer' } },
  ],
  ['training-operator', { labels: { 'training.kubeflow.org/job-name': 'j' } }],
  [
    'mpi-launcher',
    { labels: { 'training.kubeflow.org/job-name': 'j', 'training.kubeflow.org/replica-type': 'launcher' } },
  ],
  ['leader', { labels: leaderWorkerSet('led', '0') }],
  ['leader-worker-set', { labels: leaderWorkerSet('alike', '0') }],
  ['katib-suggestion', { labels: { 'katib.kubeflow.org/deployment': 'd' } }],
  ['katib-trial', { labels: { 'katib.kubeflow.org/trial': 't' } }],
  ['mlflow', { owner: owner('batch/v1', 'Job'), env: { MLFLOW_RUN_ID: '1' } }],
  ['other', {}],
];

/** Two rows that one label tells apart cannot stand on one pod, and a launcher is what tells an executor from a driver. */
const together = (upper: string, lower: string): boolean => {
  const families = [
    ['ray-head', 'ray-worker', 'ray-helper'],
    ['kfp-v2-driver', 'kfp-v2-executor'],
    ['magnus', 'argo'],
    ['spark-driver', 'spark-executor'],
    ['trainer', 'trainer-initializer'],
    ['training-operator', 'mpi-launcher'],
    ['leader', 'leader-worker-set'],
  ];
  return !families.some((family) => family.includes(upper) && family.includes(lower));
};

const nameOf = (parts: PodParts): string | undefined =>
  /^[a-z-]+: ([a-z0-9-]+)/.exec(recognised(parts, ({ name }) => (name === 'led' ? LED : undefined)))?.[1];

describe('the table of workloads', () => {
  it('has a row for every name', () => {
    expect(ROWS.map(([name]) => name).toSorted()).toEqual(WORKLOAD_NAMES.toSorted());
  });

  it.each(ROWS)('knows %s', (name, parts) => {
    expect(nameOf(parts)).toBe(name);
  });

  const PAIRS = ROWS.flatMap(([upper, sign], index) =>
    ROWS.slice(index + 1)
      .filter(([lower]) => together(upper, lower))
      .map(([lower, below]) => [upper, lower, sign, below] as const),
  );

  it.each(PAIRS)('takes a pod for %s that could also be %s', (upper, _lower, sign, below) => {
    const labels = { ...below.labels, ...sign.labels };
    expect(nameOf({ ...below, ...sign, labels, annotations: { ...below.annotations, ...sign.annotations } })).toBe(
      upper,
    );
  });
});
