import { container, owner, type PodParts } from './pods.ts';

const leaderWorkerSet = (name: string, index: string) => ({
  'leaderworkerset.sigs.k8s.io/name': name,
  'leaderworkerset.sigs.k8s.io/worker-index': index,
});

/** One sign a row, in the order of the table; the sign of an upper row wins over those of all lower ones. */
export const WORKLOAD_SIGNS: readonly [name: string, PodParts][] = [
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
export const together = (upper: string, lower: string): boolean => {
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
