import { describe, expect, it } from 'vitest';
import { explanations, NAMESPACE, run, settingsWith } from './explaining.ts';

const GIVEN = { surroundings: NAMESPACE };
const TEMPLATE = '{spec: {containers: [{name: c}]}}';

const object = (apiVersion: string, kind: string, metadata: string, spec: string): string =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x, namespace: alice, ${metadata}}, spec: ${spec}}`;

describe('a request on an object, which no controller copies to its pods', () => {
  it.each<[string, string, string]>([
    [
      'on a Deployment',
      object('apps/v1', 'Deployment', 'annotations: {gpu-fraction: "0.5"}', `{template: ${TEMPLATE}}`),
      'gpu-fraction on Deployment x reaches none of its pods; it belongs in spec.template.metadata',
    ],
    [
      'on the Job template of a CronJob',
      object(
        'batch/v1',
        'CronJob',
        '',
        `{jobTemplate: {metadata: {labels: {RUNAI_PROJECT: team-a}}, spec: {template: ${TEMPLATE}}}}`,
      ),
      'RUNAI_PROJECT on spec.jobTemplate of CronJob x reaches none of its pods; it belongs in spec.jobTemplate.spec.template.metadata',
    ],
    [
      'on the template of a Notebook',
      object(
        'kubeflow.org/v1',
        'Notebook',
        '',
        '{template: {metadata: {annotations: {gpu-fraction: "0.5"}}, spec: {containers: [{name: c}]}}}',
      ),
      'gpu-fraction on the template of Notebook x reaches none of its pods; it belongs in the metadata of the Notebook itself',
    ],
    [
      'on a Workflow',
      object(
        'argoproj.io/v1alpha1',
        'Workflow',
        'labels: {runai: "true"}',
        '{templates: [{name: a, container: {image: i, command: [a]}}]}',
      ),
      'runai on Workflow x reaches none of its pods; it belongs in spec.podMetadata, or the metadata of a template',
    ],
    [
      'of another value than on the pods',
      object(
        'apps/v1',
        'Deployment',
        'annotations: {gpu-fraction: "0.5"}',
        '{template: {metadata: {annotations: {gpu-fraction: "0.2"}}, spec: {containers: [{name: c}]}}}',
      ),
      'gpu-fraction on Deployment x reaches none of its pods',
    ],
    [
      'on an object of a kind that is not known',
      object('argoproj.io/v1alpha1', 'Rollout', 'annotations: {gpu-memory: "8Gi"}', `{template: ${TEMPLATE}}`),
      'gpu-memory on Rollout x reaches none of its pods, unless its operator copies it; it belongs in the metadata of the pod template',
    ],
  ])('%s is pointed out, with the place where it belongs', (_title, content, note) => {
    expect(run(content, GIVEN).stderr).toContain(`note: input.yaml: ${note}`);
  });

  it.each<[string, string]>([
    [
      'on a Notebook, whose controller copies it',
      object('kubeflow.org/v1', 'Notebook', 'annotations: {gpu-fraction: "0.5"}', `{template: ${TEMPLATE}}`),
    ],
    [
      'on the pod template',
      object(
        'apps/v1',
        'Deployment',
        '',
        '{template: {metadata: {annotations: {gpu-fraction: "0.5"}}, spec: {containers: [{name: c}]}}}',
      ),
    ],
    [
      'that is a parameter, filled in on the pod',
      object(
        'argoproj.io/v1alpha1',
        'Workflow',
        '',
        '{arguments: {parameters: [{name: s, value: "0.5"}]}, templates: [{name: a, metadata: {annotations: {gpu-fraction: "{{workflow.parameters.s}}"}}, container: {image: i, command: [a]}}]}',
      ),
    ],
    [
      'that is a parameter of which only the run knows the value',
      object(
        'argoproj.io/v1alpha1',
        'Workflow',
        '',
        '{templates: [{name: a, inputs: {parameters: [{name: s}]}, metadata: {annotations: {gpu-fraction: "{{inputs.parameters.s}}"}}, container: {image: i, command: [a]}}]}',
      ),
    ],
    [
      'that a trial of Katib fills in',
      object(
        'kubeflow.org/v1beta1',
        'Experiment',
        '',
        `{trialTemplate: {trialSpec: {apiVersion: batch/v1, kind: Job, spec: {template: {metadata: {annotations: {gpu-fraction: "\${trialParameters.s}"}}, spec: {containers: [{name: c}]}}}}}}`,
      ),
    ],
    [
      'on the owner of a gang, of which the decision speaks itself',
      object(
        'ray.io/v1',
        'RayCluster',
        'labels: {RUNAI_PROJECT: team-a}, annotations: {gpu-fraction: "0.5"}',
        `{headGroupSpec: {template: ${TEMPLATE}}}`,
      ),
    ],
    [
      'that is only the label project of its own namespace',
      object('apps/v1', 'Deployment', 'labels: {project: team-a}', `{template: ${TEMPLATE}}`),
    ],
  ])('%s is none', (_title, content) => {
    expect(run(content, GIVEN).stderr).not.toContain('reaches none');
  });
});

describe('a fractional GPU limit, which the API server takes in no template', () => {
  const template = (limit: string): string =>
    `{spec: {containers: [{name: c, resources: {limits: {nvidia.com/gpu: ${limit}}}}]}}`;
  const refuses = (content: string): string => run(content, GIVEN).stderr;

  it.each<[string, string]>([
    ['Job', object('batch/v1', 'Job', '', `{template: ${template('"0.5"')}}`)],
    ['CronJob', object('batch/v1', 'CronJob', '', `{jobTemplate: {spec: {template: ${template('500m')}}}}`)],
    ['Deployment', object('apps/v1', 'Deployment', '', `{template: ${template('0.5')}}`)],
    ['StatefulSet', object('apps/v1', 'StatefulSet', '', `{template: ${template('1.5')}}`)],
    // Less than a thousandth: the API server rounds up before it looks.
    ['Job', object('batch/v1', 'Job', '', `{template: ${template('500u')}}`)],
    ['ReplicaSet', object('apps/v1', 'ReplicaSet', '', `{template: ${template('"0.5"')}}`)],
  ])('is named for a %s', (kind, content) => {
    expect(refuses(content)).toMatch(
      new RegExp(`the API server refuses ${kind} x before there is any pod: nvidia.com/gpu is .* container c`),
    );
  });

  it('is named for the StatefulSet that a Notebook becomes', () => {
    expect(refuses(object('kubeflow.org/v1', 'Notebook', '', `{template: ${template('"0.5"')}}`))).toContain(
      'refuses StatefulSet x',
    );
  });

  it.each(['1', '"2"', '1000m', '1k', '"{{gpus}}"', '0'])('is not %s', (limit) => {
    expect(refuses(object('batch/v1', 'Job', '', `{template: ${template(limit)}}`))).not.toContain('refuses');
  });

  it('is a request on a bare pod, so nothing is said of it here', () => {
    expect(
      refuses(`{apiVersion: v1, kind: Pod, metadata: {name: x, namespace: alice}, ${template('"0.5"').slice(1)}`),
    ).not.toContain('refuses');
  });
});

describe('a queue or project on an owner that the webhook cannot know', () => {
  const kai = {
    settings: settingsWith({ flavour: 'kai' }),
    surroundings: NAMESPACE.replace('runai/queue', 'kai/project'),
  };
  const job = (labels: string): string => object('batch/v1', 'Job', `labels: {${labels}}`, `{template: ${TEMPLATE}}`);

  it('is judged by the policy on PodGroups in the flavour kai, and a note says so', () => {
    expect(run(job('kai.scheduler/queue: team-b, project: team-a'), kai).stderr).toContain(
      "Job x carries kai.scheduler/queue: team-b, which the scheduler reads before its pods' labels; the admission policy on PodGroups judges it",
    );
    expect(run(job('project: team-b'), kai).stderr).toContain('Job x carries project: team-b');
  });

  it('is judged by nobody here in the flavour runai', () => {
    expect(run(job('project: team-b'), GIVEN).stderr).toContain(
      'in the flavour runai no admission policy on PodGroups judges it',
    );
  });

  it('is the project first in the flavour runai, as Run:ai reads it', () => {
    expect(run(job('runai/queue: team-a, project: team-b'), GIVEN).stderr).toContain('Job x carries project: team-b');
    expect(run(job('runai/queue: team-b, project: team-a'), GIVEN).stderr).not.toContain('carries');
  });

  const cronJob = (labels: string, ofJob: string): string =>
    object(
      'batch/v1',
      'CronJob',
      `labels: {${labels}}`,
      `{jobTemplate: {metadata: {labels: {${ofJob}}}, spec: {template: ${TEMPLATE}}}}`,
    );

  it('is that of the Job where a CronJob makes it', () => {
    expect(run(cronJob('', 'project: team-b'), kai).stderr).toContain('each Job of CronJob x carries project: team-b');
  });

  const argo = (kind: string, labels: string, ofPod: string): string =>
    object(
      'argoproj.io/v1alpha1',
      kind,
      `labels: {${labels}}`,
      `{templates: [{name: a, metadata: {labels: {${ofPod}}}, container: {image: i, command: [a]}}]}`,
    );

  it('is filled into the pods of a Workflow that have none', () => {
    expect(run(argo('Workflow', 'project: team-b', ''), kai).stderr).toContain('Workflow x carries project: team-b');
    expect(run(argo('Workflow', 'kai.scheduler/queue: team-b', 'project: team-a'), kai).stderr).toContain(
      'Workflow x carries kai.scheduler/queue: team-b',
    );
  });

  it.each([
    ['a label of a CronJob, which its Jobs do not have', cronJob('project: team-b', '')],
    ['on a Workflow whose pods say it themselves', argo('Workflow', 'project: team-b', 'project: team-a')],
    [
      'on a Workflow whose pods are given the project of their namespace',
      argo('Workflow', 'project: team-b', 'runai: "true"'),
    ],
    ['on a WorkflowTemplate, which owns no pod', argo('WorkflowTemplate', 'project: team-b', '')],
    ['the default queue', job('kai.scheduler/queue: default-queue')],
    [
      'a project behind the queue label of the pods',
      object(
        'batch/v1',
        'Job',
        'labels: {project: team-b}',
        '{template: {metadata: {labels: {kai.scheduler/queue: team-a}}, spec: {containers: [{name: c}]}}}',
      ),
    ],
    ['its namespace’s own', job('project: team-a')],
    [
      'on the owner of a gang, which the webhook knows',
      object('ray.io/v1', 'RayCluster', 'labels: {project: team-b}', `{headGroupSpec: {template: ${TEMPLATE}}}`),
    ],
    ['absent', job('a: b')],
  ])('needs no word where it is %s', (_title, content) => {
    expect(run(content, kai).stderr).not.toContain('carries');
  });
});

describe('a PodDefault that nobody gave', () => {
  const notebook = object('kubeflow.org/v1', 'Notebook', 'labels: {gpu-half: "true"}', `{template: ${TEMPLATE}}`);
  const podDefault =
    '{apiVersion: kubeflow.org/v1alpha1, kind: PodDefault, metadata: {name: half, namespace: alice}, spec: {selector: {matchLabels: {gpu-half: "true"}}, env: [{name: RUNAI_GPU_FRACTION, value: "0.5"}]}}';

  it('is missed where a notebook asks for nothing, with how to give it', () => {
    const { stderr } = run(notebook, GIVEN);
    expect(stderr).toContain('no PodDefault of namespace alice is given');
    expect(stderr).toContain('kubectl get poddefaults -n alice -o yaml');
  });

  it.each([
    ['--namespace-manifest', notebook, { surroundings: `${NAMESPACE}---\n${podDefault}` }],
    ['-f', `${notebook}\n---\n${podDefault}`, GIVEN],
  ])('is not missed once it is given with %s', (_title, content, options) => {
    expect(run(content, options).stderr).toBe('');
    expect(explanations(content, options)).toMatchObject([
      { outcome: 'mutated', pod: { metadata: { annotations: { 'gpu-fraction': '0.5' } } } },
    ]);
  });

  it('is not missed for a pod that asks, nor for one that nobody gives PodDefaults', () => {
    expect(run(notebook.replace('labels: {', 'labels: {RUNAI_PROJECT: team-a, '), GIVEN).stderr).toBe('');
    expect(run(object('batch/v1', 'Job', '', `{template: ${TEMPLATE}}`), GIVEN).stderr).toBe('');
  });
});

describe('a pod as a running cluster prints it', () => {
  const pod = (metadata: string, rest = ''): string =>
    `{apiVersion: v1, kind: Pod, metadata: {name: r1, namespace: alice, annotations: {gpu-fraction: "0.5"}${metadata}}, spec: {nodeName: n1, schedulerName: default-scheduler, containers: [{name: c}]}${rest}}`;

  it.each([
    ['uid', pod(', uid: 8d1c, resourceVersion: "1", creationTimestamp: "2026-01-05T10:11:12Z", managedFields: []')],
    ['start time', pod('', ', status: {phase: Running, startTime: "2026-01-05T10:11:12Z"}')],
  ])('is explained as at its creation, as its %s tells', (_title, content) => {
    const [explained] = explanations(content, GIVEN);
    expect(explained).toMatchObject({ outcome: 'mutated', reason: 'asked' });
    expect(explained?.pod).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'r1',
        namespace: 'alice',
        annotations: expect.objectContaining({ 'gpu-fraction': '0.5' }),
        labels: { project: 'team-a' },
      },
      spec: { schedulerName: 'runai-scheduler', containers: [{ name: 'c' }] },
    });
    expect(run(content, GIVEN).stderr).toMatch(/^note: pod r1 was printed from a cluster; .* without spec\.nodeName/);
  });

  it('is one of many in one note', () => {
    const all = Array.from({ length: 5 }, (_, index) => pod(', uid: "1"').replace('r1', `p${index}`)).join('\n---\n');
    expect(run(all, GIVEN).stderr).toMatch(/^note: pods p0, p1, p2 and 2 more were printed/);
  });

  it('is not one that only names a node', () => {
    expect(explanations(pod(''), GIVEN)).toMatchObject([{ outcome: 'skipped', reason: 'already-on-a-node' }]);
  });
});

describe('the namespace of a review', () => {
  const review = (request: string, metadata: string): string =>
    `{apiVersion: admission.k8s.io/v1, kind: AdmissionReview, request: {uid: "1", kind: {group: "", version: v1, kind: Pod}, operation: CREATE, ${request} object: {metadata: {name: a, ${metadata}}, spec: {containers: [{name: c}]}}}}`;

  it.each([
    ['the request’s', review('namespace: bob,', 'namespace: alice'), 'bob'],
    ['the object’s where the request names none', review('', 'namespace: alice'), 'alice'],
    ['default where nobody names one', review('', ''), 'default'],
  ])('is %s', (_title, content, namespace) => {
    expect(explanations(content)).toMatchObject([{ namespace }]);
  });
});

describe('a namespace that is never touched', () => {
  it('is not said to count as opted in', () => {
    const pod =
      '{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: kube-system}, spec: {containers: [{name: c}]}}';
    expect(run(pod).stdout).toContain('namespace-excluded');
    expect(run(pod).stdout).not.toContain('opted in');
    expect(run(pod, { output: 'json' }).stderr).toBe('');
  });
});
