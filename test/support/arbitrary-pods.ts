import fc from 'fast-check';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import {
  amountText,
  merge,
  oddStrings,
  orNothing,
  projectText,
  rarely,
  some,
  unknownFields,
} from './arbitrary-values.ts';
import { NAMESPACE } from './pods.ts';

/** Names of containers that rows of the workload table, sidecars or users choose. */
const containerName = fc.constantFrom('main', 'wait', 'istio-proxy', 'worker', 'nb', 'node', 'pytorch', 'ray', 'x');

const truth = fc.constantFrom('true', 'true', 'True', ' true ', 'true', 'false', 'yes', '');

const SCHEDULERS = ['runai-scheduler', 'kai-scheduler', 'default-scheduler', '', 'volcano'] as const;

/** Labels and annotations by which one of the workloads is told, with an owner that goes with them. */
const SHAPES: readonly { labels?: object; annotations?: object; owner?: readonly [string, string] }[] = [
  {},
  { labels: { 'ray.io/node-type': 'head', 'ray.io/cluster': 'cluster' }, owner: ['ray.io/v1', 'RayCluster'] },
  { labels: { 'ray.io/node-type': 'worker', 'ray.io/cluster': 'cluster' }, owner: ['ray.io/v1', 'RayCluster'] },
  { labels: { 'ray.io/node-type': 'redis-cleanup' }, owner: ['batch/v1', 'Job'] },
  { labels: { 'workflows.argoproj.io/component': 'agent' } },
  { labels: { 'workflows.argoproj.io/workflow': 'wf' }, owner: ['argoproj.io/v1alpha1', 'Workflow'] },
  { labels: { 'workflows.argoproj.io/workflow': 'magnus-dag-1' } },
  { labels: { 'pipelines.kubeflow.org/v2_component': 'true' } },
  { labels: { 'pipelines.kubeflow.org/reused_from_cache': 'true' } },
  { labels: { 'pipelines.kubeflow.org/pipeline-sdk-type': 'kfp' } },
  { labels: { 'pipelines.kubeflow.org/pipeline-sdk-type': 'tfx' } },
  { labels: { 'notebook-name': 'nb' }, owner: ['apps/v1', 'StatefulSet'] },
  { labels: { 'notebooks.kubeflow.org/workspace-name': 'w' } },
  { labels: { 'serving.kserve.io/inferenceservice': 's' } },
  { labels: { 'spark-role': 'driver' } },
  { labels: { 'spark-role': 'executor' } },
  {
    labels: {
      'jobset.sigs.k8s.io/jobset-name': 'cluster',
      'jobset.sigs.k8s.io/replicatedjob-name': 'model-initializer',
    },
  },
  { labels: { 'jobset.sigs.k8s.io/jobset-name': 'cluster', 'jobset.sigs.k8s.io/replicatedjob-name': 'node' } },
  { labels: { 'training.kubeflow.org/job-name': 'cluster', 'training.kubeflow.org/replica-type': 'launcher' } },
  { labels: { 'training.kubeflow.org/job-name': 'cluster' }, owner: ['kubeflow.org/v1', 'PyTorchJob'] },
  { labels: { 'training.kubeflow.org/job-name': 'cluster', 'training.kubeflow.org/job-role': 'launcher' } },
  { labels: { 'leaderworkerset.sigs.k8s.io/name': 'cluster', 'leaderworkerset.sigs.k8s.io/worker-index': '0' } },
  { labels: { 'leaderworkerset.sigs.k8s.io/name': 'cluster', 'leaderworkerset.sigs.k8s.io/worker-index': '1' } },
  { labels: { 'katib.kubeflow.org/trial': 't' } },
  { labels: { 'katib.kubeflow.org/deployment': 'd' } },
  { annotations: { 'runai-job-id': '1' } },
  { owner: ['run.ai/v2alpha1', 'InteractiveWorkload'] },
  { owner: ['apps/v1', 'DaemonSet'] },
  { annotations: { 'kubernetes.io/config.mirror': 'x' } },
  { annotations: { 'kubectl.kubernetes.io/default-container': 'x' }, owner: ['apps/v1', 'ReplicaSet'] },
];

const envEntry = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<object> =>
  fc.oneof(
    { weight: 6, arbitrary: value.map((text) => ({ name, value: text })) },
    { weight: 1, arbitrary: fc.constantFrom<object>({ name }, { name, value: null }, { name, value: '' }) },
    { weight: 1, arbitrary: fc.constant<object>({ name, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }) },
  );

const environment = fc.array(
  fc.oneof(
    envEntry('RUNAI_PROJECT', projectText),
    envEntry('RUNAI_GPU_FRACTION', amountText),
    envEntry('RUNAI_GPU_MEMORY', amountText),
    fc.constantFrom<object>(
      { name: 'NB_PREFIX', value: '/' },
      { name: 'MLFLOW_RUN_ID', value: '1' },
      { name: 'KUBERAY_GEN_RAY_START_CMD', value: 'ray start' },
      { name: 'RAY_ADDRESS', value: 'head:6379' },
    ),
    fc.constantFrom<object>({ name: 'KATIB_TRIAL_NAME', value: 't' }, { name: 'PATH', value: '$(HOME)' }),
    rarely(20, fc.constant({ name: 'RUNAI_JOB_NAME', value: 'j' }), { name: 'HOME', value: '/' }),
  ),
  { maxLength: 3 },
);

const gpuCount = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<string | number>('0', '1', '1', '2', 1) },
  { weight: 3, arbitrary: fc.constantFrom<string | number>('500m', '250m', '0.5', 0.25, '333m', '1500m', '1m') },
);

const resourceMap = fc
  .tuple(
    fc
      .tuple(rarely(3, gpuCount, undefined), some({ cpu: fc.constant('1') }))
      .map(([gpu, map]) => (gpu === undefined ? map : { ...map, 'nvidia.com/gpu': gpu })),
    rarely(20, fc.constantFrom('0', '1'), null),
  )
  .map(([map, mig]) => (mig === null ? map : { ...map, 'nvidia.com/mig-1g.5gb': mig }))
  .chain((map) => rarely(15, fc.constant({ ...map, 'amd.com/gpu': '1' }), map));

/** Mirrored, as the API server leaves them, or as wild as a person's YAML. */
const resources = fc.oneof(
  { weight: 3, arbitrary: resourceMap.map((map) => ({ limits: map, requests: map })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(orNothing('limits', resourceMap), orNothing('requests', resourceMap), unknownFields)
      .map((parts) => merge(...parts)),
  },
);

const command = fc.constantFrom<object>(
  {},
  { command: null, args: null },
  { command: ['/var/run/argo/argoexec', 'emissary', '--', 'magnus', 'execute_single_node'] },
  { command: ['argoexec', 'resource', 'create'] },
  { args: ['python', '-m', 'tfx.orchestration.kubeflow.container_entrypoint'] },
);

const container = (name: fc.Arbitrary<string>): fc.Arbitrary<object> =>
  fc
    .tuple(
      unknownFields,
      name.map((made) => ({ name: made })),
      command,
      orNothing('env', environment),
      orNothing('resources', resources),
    )
    .map((parts) => merge(...parts));

/** Names are unique in a pod, init containers included; the API server insists. */
const containers = fc
  .uniqueArray(containerName, { minLength: 1, maxLength: 4 })
  .chain((names) => fc.tuple(...names.map((name) => container(fc.constant(name)))));

const initContainers = fc
  .uniqueArray(fc.constantFrom('init', 'init-2', 'wait-gcs-ready', 'wait', 'kfp-launcher'), { maxLength: 2 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .tuple(
            container(fc.constant(name)),
            fc.constantFrom({}, { restartPolicy: 'Always' }, { restartPolicy: null }),
          )
          .map((parts) => merge(...parts)),
      ),
    ),
  );

const requestLabels = some({
  project: projectText,
  RUNAI_PROJECT: projectText,
  'gpu-fraction': amountText,
  RUNAI_GPU_FRACTION: amountText,
  'gpu-memory': amountText,
  runai: truth,
  'runai/queue': projectText,
  'kai.scheduler/queue': projectText,
  'kai.scheduler/node-pool': fc.constantFrom('pool', '', ' '),
});

const requestAnnotations = some({
  RUNAI_PROJECT: projectText,
  'gpu-fraction': amountText,
  RUNAI_GPU_FRACTION: amountText,
  'gpu-memory': amountText,
  'gpu-fraction-num-devices': fc.constantFrom('2', '', '0', 'two', '+2'),
  'gpu-fraction-container-name': fc.oneof(containerName, fc.constantFrom('', ' main ', 'init', 'nobody')),
  'gpu-fraction-webhook/decision': fc.constant('written by somebody'),
  'poddefault.admission.kubeflow.org/poddefault-one': fc.constant('1'),
  'poddefault.admission.kubeflow.org/poddefault-gone': fc.constant('1'),
  'poddefault.admission.kubeflow.org/exclude': fc.constantFrom('true', 'false'),
});

/** Few requests at a time, or nearly every pod would contradict itself. */
const few = (requests: fc.Arbitrary<object>): fc.Arbitrary<object> =>
  fc.tuple(requests, fc.nat({ max: 3 }), fc.nat()).map(([all, count, from]) => {
    const entries = Object.entries(all);
    return Object.fromEntries([...entries, ...entries].slice(from % (entries.length + 1)).slice(0, count));
  });

/** Pods of all shapes, with and without requests, sane and absurd. */
export const anyPod: fc.Arbitrary<PodJson> = fc
  .record({
    shape: fc.constantFrom(...SHAPES),
    labels: fc.tuple(oddStrings, few(requestLabels)),
    annotations: fc.tuple(oddStrings, few(requestAnnotations)),
    maps: fc.tuple(fc.constantFrom({}, null), fc.constantFrom({}, null, undefined)),
    optOut: rarely(40, fc.constant({ 'runai-injection': 'disabled' }), {}),
    selected: fc.constantFrom<object>({}, { pick: 'one' }),
    schedulerName: fc.oneof(
      { weight: 12, arbitrary: fc.constant('default-scheduler') },
      fc.constantFrom(...SCHEDULERS, null),
    ),
    node: rarely(20, fc.constantFrom('node-1', ''), null),
    containers,
    init: orNothing('initContainers', initContainers),
    unknown: fc.tuple(unknownFields, unknownFields, unknownFields),
  })
  .map((parts) => {
    const { shape, unknown, node, schedulerName } = parts;
    const [apiVersion, kind] = shape.owner ?? [];
    const labels = merge(...parts.labels, shape.labels ?? {}, parts.optOut, parts.selected);
    const annotations = merge(...parts.annotations, shape.annotations ?? {});
    const pod = merge(unknown[0], {
      metadata: merge(unknown[1], {
        namespace: NAMESPACE,
        labels: Object.keys(labels).length === 0 ? parts.maps[0] : labels,
        ...(Object.keys(annotations).length > 0
          ? { annotations }
          : parts.maps[1] === undefined
            ? {}
            : { annotations: parts.maps[1] }),
        ...(kind === undefined ? {} : { ownerReferences: [{ apiVersion, kind, name: 'cluster', uid: 'u' }] }),
      }),
      spec: merge(unknown[2], {
        ...(schedulerName === null ? {} : { schedulerName }),
        ...(node === null ? {} : { nodeName: node }),
        containers: parts.containers,
        ...parts.init,
      }),
    });
    return JSON.parse(JSON.stringify(pod)) as PodJson;
  });
