import { describe, expect, it } from 'vitest';
import { containerNames, explanations, NAMESPACE, podsOf } from './explaining.ts';

const CLUSTER_SPEC = `
  headGroupSpec:
    template:
      metadata: {labels: {l: head, ray.io/node-type: worker}}
      spec: {containers: [{name: ray-head, image: r}]}
  workerGroupSpecs:
    - groupName: small
      template:
        metadata: {annotations: {gpu-fraction: "0.25"}, labels: {project: team-a}}
        spec: {containers: [{name: ray-worker, image: r, env: [{name: RUNAI_PROJECT, value: team-a}]}]}
    - groupName: large
      replicas: 0
      template:
        spec: {containers: [{name: ray-worker, image: r, resources: {limits: {nvidia.com/gpu: 2}}}], initContainers: [{name: fetch}]}
`;

const CLUSTER = `
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: demo, namespace: alice, labels: {never-copied: "yes"}}
spec:
${CLUSTER_SPEC}`;

describe('the pods of a RayCluster', () => {
  const [head, small, large, ...others] = podsOf(CLUSTER);

  it('are a head and one worker for each group', () => {
    expect([head, small, large].map((pod) => pod?.metadata.generateName)).toEqual([
      'demo-head-',
      'demo-small-worker-',
      'demo-large-worker-',
    ]);
    expect(others).toEqual([]);
  });

  it('are labelled by the operator, which templates cannot overrule', () => {
    expect(head?.metadata.labels).toMatchObject({
      l: 'head',
      'ray.io/node-type': 'head',
      'ray.io/group': 'headgroup',
      'ray.io/cluster': 'demo',
      'ray.io/is-ray-node': 'yes',
    });
    expect(small?.metadata.labels).toMatchObject({
      project: 'team-a',
      'ray.io/node-type': 'worker',
      'ray.io/group': 'small',
    });
    expect(head?.metadata.labels).not.toHaveProperty('never-copied');
  });

  it('belong to the cluster', () => {
    expect(small?.metadata.ownerReferences).toEqual([
      expect.objectContaining({ apiVersion: 'ray.io/v1', kind: 'RayCluster', name: 'demo' }),
    ]);
  });

  it('wait for the head in a last init container, which has the Ray container’s environment', () => {
    expect(large?.spec.initContainers?.map(({ name }) => name)).toEqual(['fetch', 'wait-gcs-ready']);
    expect(small?.spec.initContainers?.at(-1)?.env).toEqual([{ name: 'RUNAI_PROJECT', value: 'team-a' }]);
    expect(head?.spec.initContainers ?? []).toEqual([]);
  });

  it('have no annotations where the template has none', () => {
    expect(large?.metadata).not.toHaveProperty('annotations');
  });

  it('go to the scheduler together; only workers that ask get a share', () => {
    expect(explanations(CLUSTER, { surroundings: NAMESPACE })).toMatchObject([
      { workload: 'ray-head', reason: 'gang-member', pod: { metadata: { labels: { project: 'team-a' } } } },
      { workload: 'ray-worker', reason: 'asked', container: 'ray-worker' },
      { workload: 'ray-worker', reason: 'gpu-workload', pod: { metadata: { labels: { project: 'team-a' } } } },
    ]);
  });

  it('stay where they are when nobody in the cluster asks for anything', () => {
    const idle = CLUSTER.replace('{annotations: {gpu-fraction: "0.25"}, labels: {project: team-a}}', '{}')
      .replace(', env: [{name: RUNAI_PROJECT, value: team-a}]', '')
      .replace(', resources: {limits: {nvidia.com/gpu: 2}}', '');
    expect(explanations(idle, { surroundings: NAMESPACE }).map(({ reason }) => reason)).toEqual([
      'nothing-asked',
      'nothing-asked',
      'nothing-asked',
    ]);
  });
});

describe('the Ray container', () => {
  const [head, small] = podsOf(CLUSTER);
  const variablesOf = (pod: typeof head) => pod?.spec.containers[0]?.env?.map(({ name }) => name);

  it('has the variables that the operator writes, on head and workers', () => {
    expect(variablesOf(head)).toEqual(['KUBERAY_GEN_RAY_START_CMD', 'RAY_ADDRESS']);
    expect(variablesOf(small)).toEqual(['RUNAI_PROJECT', 'KUBERAY_GEN_RAY_START_CMD', 'RAY_ADDRESS']);
  });

  it('keeps an address of the user’s own', () => {
    const [own] = podsOf(
      CLUSTER.replace('[{name: ray-head, image: r}]', '[{name: ray-head, env: [{name: RAY_ADDRESS, value: mine}]}]'),
    );
    expect(own?.spec.containers[0]?.env?.filter(({ name }) => name === 'RAY_ADDRESS')).toEqual([
      { name: 'RAY_ADDRESS', value: 'mine' },
    ]);
  });
});

describe('a RayCluster that scales by itself', () => {
  it('has the autoscaler behind the head’s own container', () => {
    const [head] = podsOf(`${CLUSTER}  enableInTreeAutoscaling: true\n`);
    expect(head && containerNames(head)).toEqual(['ray-head', 'autoscaler']);
  });
});

const indented = CLUSTER_SPEC.replaceAll(/^/gm, '  ');

describe('a RayJob', () => {
  const job = `
apiVersion: ray.io/v1
kind: RayJob
metadata: {name: tune, namespace: alice, labels: {project: team-a}}
spec:
  entrypoint: python tune.py
  rayClusterSpec:
${indented}`;

  it('brings a cluster of its own, and a submitter that is left alone', () => {
    expect(explanations(job, { surroundings: NAMESPACE }).map(({ workload, outcome }) => [workload, outcome])).toEqual([
      ['ray-head', 'mutated'],
      ['ray-worker', 'mutated'],
      ['ray-worker', 'mutated'],
      ['ray-helper', 'skipped'],
    ]);
  });

  it('names its cluster after itself', () => {
    const [head] = podsOf(job);
    expect(head?.metadata.labels?.['ray.io/cluster']).toMatch(/^tune-\w+$/);
  });

  it('in SidecarMode submits from beside the head, which works and is what it was', () => {
    const sidecar = job.replace('spec:\n', 'spec:\n  submissionMode: SidecarMode\n');
    const [head, worker] = podsOf(sidecar);
    expect(head && containerNames(head)).toEqual(['ray-head', 'ray-job-submitter']);
    expect(worker && containerNames(worker)).toEqual(['ray-worker']);
    expect(explanations(sidecar, { surroundings: NAMESPACE })[0]).toMatchObject({
      workload: 'ray-head',
      container: 'ray-head',
      outcome: 'mutated',
    });
  });

  it.each(['SidecarMode', 'HTTPMode', 'InteractiveMode'])('in %s has no submitter pod', (mode) => {
    expect(podsOf(job.replace('spec:\n', `spec:\n  submissionMode: ${mode}\n`))).toHaveLength(3);
  });
});

describe('a RayJob with a submitter of its own', () => {
  const job = `
apiVersion: ray.io/v1
kind: RayJob
metadata: {name: tune, namespace: alice}
spec:
  submitterPodTemplate:
    metadata: {labels: {l: submitter}}
    spec: {containers: [{name: submit, image: r}, {name: side, image: s}], restartPolicy: Never}
  rayClusterSpec:
${indented}`;

  it('has its submitter’s pod as the template says', () => {
    const submitter = podsOf(job).at(-1);
    expect(submitter?.metadata.labels).toMatchObject({ l: 'submitter' });
    expect(submitter && containerNames(submitter)).toEqual(['submit', 'side']);
  });

  it('is told where to submit what, in the first container', () => {
    const [first, second] = podsOf(job).at(-1)?.spec.containers ?? [];
    expect(first?.env?.map(({ name }) => name)).toEqual(['RAY_DASHBOARD_ADDRESS', 'RAY_JOB_SUBMISSION_ID']);
    expect(second?.env).toBeUndefined();
  });
});

describe('a RayService', () => {
  it('makes the pods of its cluster', () => {
    const service = `
apiVersion: ray.io/v1
kind: RayService
metadata: {name: serve, namespace: alice}
spec:
  rayClusterConfig:
${indented}`;
    expect(explanations(service).map(({ workload }) => workload)).toEqual(['ray-head', 'ray-worker', 'ray-worker']);
  });
});

describe('a RayCronJob', () => {
  it('makes the pods of its RayJob', () => {
    const cron = `
apiVersion: ray.io/v1
kind: RayCronJob
metadata: {name: nightly, namespace: alice}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    entrypoint: python tune.py
    rayClusterSpec:
${indented.replaceAll(/^/gm, '  ')}`;
    expect(explanations(cron).map(({ workload }) => workload)).toEqual([
      'ray-head',
      'ray-worker',
      'ray-worker',
      'ray-helper',
    ]);
  });
});
