import { describe, expect, it } from 'vitest';
import { explanations, NAMESPACE, podsOf, run } from './explaining.ts';

const POD = '{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: alice}, spec: {containers: [{name: c}]}}';
const TEMPLATE =
  '{metadata: {labels: {runai: "true"}, annotations: {gpu-fraction: "0.5"}}, spec: {containers: [{name: c, image: i}]}}';
const custom = (spec: string, kind = 'Rollout', apiVersion = 'argoproj.io/v1alpha1'): string =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: front, namespace: alice}, spec: ${spec}}`;

describe('a kind without a controller here', () => {
  it('gives its pod template as it stands, and a note names the kind and the place', () => {
    const content = custom(`{replicas: 3, template: ${TEMPLATE}}`);
    expect(explanations(content, { surroundings: NAMESPACE })).toMatchObject([
      {
        name: 'front-',
        namespace: 'alice',
        outcome: 'mutated',
        pod: { metadata: { annotations: { 'gpu-fraction': '0.5' } } },
      },
    ]);
    expect(run(content, { surroundings: NAMESPACE }).stderr).toBe(
      'note: input.yaml: no controller is known here for Rollout front; what makes pods in it is taken as it stands, without what its operator adds: spec.template\n',
    );
  });

  it('gives every template, however deep and in whatever list', () => {
    const content = custom(
      `{roles: [{a: {template: ${TEMPLATE}}}, {b: [${TEMPLATE}]}], podSpec: {containers: [{name: d}]}}`,
    );
    expect(podsOf(content).map(({ spec }) => spec.containers[0]?.name)).toEqual(['c', 'c', 'd']);
    expect(run(content).stderr).toContain('spec.roles[0].a.template, spec.roles[1].b[0], spec.podSpec');
  });

  it('gives whole objects in it the way of their own kind, in its namespace', () => {
    const trial =
      '{apiVersion: batch/v1, kind: Job, spec: {template: {metadata: {annotations: {gpu-fraction: "0.5"}}, spec: {containers: [{name: training-container}]}}}}';
    const experiment = custom(`{trialTemplate: {trialSpec: ${trial}}}`, 'Experiment', 'kubeflow.org/v1beta1');
    expect(explanations(experiment, { surroundings: NAMESPACE })).toMatchObject([
      {
        name: 'front-',
        namespace: 'alice',
        outcome: 'mutated',
        pod: { metadata: { ownerReferences: [{ kind: 'Job' }] } },
      },
    ]);
  });

  it('has no use for a mere reference to an object', () => {
    const content = `${POD}\n---\n${custom('{targetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}')}`;
    expect(podsOf(content)).toHaveLength(1);
    expect(run(content).stderr).toContain('no pod template in Rollout front');
  });

  it.each<[string, string, string, readonly (string | null)[]]>([
    ['a RayCluster’s spec', `{rayCluster: {headGroupSpec: {template: ${TEMPLATE}}}}`, 'RayCluster', ['ray-head']],
    [
      'a RayJob’s spec',
      `{job: {rayClusterSpec: {headGroupSpec: {template: ${TEMPLATE}}}, submissionMode: HTTPMode}}`,
      'RayJob',
      ['ray-head'],
    ],
    [
      'a JobSet’s spec',
      `{template: {spec: {replicatedJobs: [{name: node, template: {spec: {template: ${TEMPLATE}}}}]}}}`,
      'JobSet',
      ['trainer'],
    ],
    [
      'a training job’s spec',
      `{inner: {pytorchReplicaSpecs: {Master: {template: ${TEMPLATE}}}}}`,
      'PyTorchJob',
      ['training-operator'],
    ],
    ['a CronJob’s spec', `{inner: {jobTemplate: {spec: {template: ${TEMPLATE}}}}}`, 'CronJob', ['other']],
    [
      'a workflow’s spec',
      `{workflow: {spec: {entrypoint: a, templates: [{name: a, container: {image: i, command: [a]}}]}}}`,
      'Workflow',
      ['argo'],
    ],
  ])('follows %s as that kind', (_title, spec, kind, workloads) => {
    const content = custom(spec, 'Wrapper', 'example.org/v1');
    expect(explanations(content).map(({ workload }) => workload)).toEqual(workloads);
    expect(run(content).stderr).toContain(`(${kind})`);
  });

  it('may leave out what its operator fills in, as a Knative Service the container’s name', () => {
    const service = custom(
      '{template: {spec: {containers: [{image: i, resources: {limits: {nvidia.com/gpu: 1}}}]}}}',
      'Service',
      'serving.knative.dev/v1',
    );
    expect(podsOf(service)[0]?.spec.containers[0]?.name).toBe('user-container');
  });

  it('with a template that cannot be read is named, and ends nothing', () => {
    const content = `${POD}\n---\n${custom('{template: {spec: {containers: [{name: c, env: [{name: A, value: 1}]}]}}}')}`;
    const { stderr, exitCode } = run(content);
    expect(stderr).toContain(
      'the pod template in Rollout front cannot be read: spec.template.spec.containers.0.env.0.value',
    );
    expect(exitCode).toBe(0);
  });

  it('with an inner object that cannot be read is named, and ends nothing', () => {
    const content = `${POD}\n---\n${custom('{a: {apiVersion: batch/v1, kind: Job, spec: {}}}')}`;
    expect(run(content).stderr).toContain('spec.template: expected object, received undefined; Job is not explained');
  });
});

describe('an object that yields no pod beside others', () => {
  it.each([
    [
      'a custom resource',
      '{apiVersion: example.org/v1, kind: Mystery, metadata: {name: m}}',
      'no pod template in Mystery m',
    ],
    ['one without a name', '{apiVersion: example.org/v1, kind: Mystery}', 'no pod template in Mystery;'],
    [
      'a known kind without anything to run',
      custom('{entrypoint: x, templates: []}', 'Workflow'),
      'Workflow front makes no pod',
    ],
    [
      'a kind of Kubernetes that is misspelt',
      '{apiVersion: v1, kind: service, metadata: {name: m}}',
      'no pod template in service m',
    ],
    [
      'an Experiment whose trials stand elsewhere',
      custom('{trialTemplate: {configMap: {configMapName: trials}}}', 'Experiment', 'kubeflow.org/v1beta1'),
      'the pods of Experiment front are made by its operator',
    ],
    ['a job without replicas', custom('{}', 'PyTorchJob', 'kubeflow.org/v1'), 'PyTorchJob front makes no pod'],
  ])('%s is named', (_title, object, note) => {
    expect(run(`${POD}\n---\n${object}`).stderr).toContain(note);
  });

  it.each([
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: m}}',
    '{apiVersion: v1, kind: Service, metadata: {name: m}}',
    '{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: m}}',
    '{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: m}}',
    '{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization}',
    '{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: m}, spec: {containers: [{name: a, image: b}]}}',
  ])('%s makes none, and nobody has to be told', (object) => {
    expect(run(`${POD}\n---\n${object}`).stderr).toBe('');
  });
});

describe('placeholders in what an operator fills in', () => {
  it('are no mistakes, but named', () => {
    const trial = `{apiVersion: batch/v1, kind: Job, spec: {template: {metadata: {annotations: {gpu-fraction: "\${trialParameters.share}"}}, spec: {schedulerName: "{{a}}", containers: [{name: c, env: [{name: RUNAI_PROJECT, value: "{{b}}"}, {name: OTHER, value: "{{c}}"}], resources: {limits: {nvidia.com/gpu: "{{d}}", cpu: 1}}}]}}}}`;
    const content = custom(`{trialSpec: ${trial}}`, 'Experiment', 'kubeflow.org/v1beta1');
    const { stderr, exitCode } = run(content, { surroundings: NAMESPACE });
    expect(exitCode).toBe(0);
    for (const value of [
      `annotation gpu-fraction is \${trialParameters.share}`,
      'spec schedulerName is {{a}}',
      'env RUNAI_PROJECT is {{b}}',
      'limit nvidia.com/gpu is {{d}}',
    ]) {
      expect(stderr).toContain(`${value}, which only the running Experiment knows`);
    }
    expect(stderr).not.toContain('{{c}}');
    const [pod] = podsOf(content);
    expect(pod?.spec.containers[0]).toMatchObject({
      env: [{ name: 'OTHER', value: '{{c}}' }],
      resources: { limits: { cpu: 1 } },
    });
  });

  it('in what a person wrote for Kubernetes itself are judged as they stand', () => {
    const job =
      '{apiVersion: batch/v1, kind: Job, metadata: {name: a, namespace: alice}, spec: {template: {metadata: {annotations: {gpu-fraction: "{{ share }}"}}, spec: {containers: [{name: c}]}}}}';
    expect(explanations(job, { surroundings: NAMESPACE })).toMatchObject([
      { outcome: 'denied', reason: 'invalid-fraction' },
    ]);
  });
});

describe('a kind of Kubernetes that is misspelt', () => {
  it('is taken as it stands, and no silence', () => {
    const deployment = custom(`{template: ${TEMPLATE}}`, 'deployment', 'apps/v1');
    expect(podsOf(`${POD}\n---\n${deployment}`)).toHaveLength(2);
    expect(run(`${POD}\n---\n${deployment}`).stderr).toContain('no controller is known here for deployment front');
  });
});

describe('more than anybody reads', () => {
  it('of templates in one object is cut off, and said', () => {
    const content = custom(`{all: [${Array.from({ length: 250 }, () => TEMPLATE).join(', ')}]}`);
    expect(podsOf(content)).toHaveLength(200);
    expect(run(content).stderr).toContain('and 195 more; 50 others are not explained');
  });

  it('of pods is cut off, and said', () => {
    const loop =
      '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, spec: {entrypoint: all, templates: [{name: all, steps: [[{name: s, template: one, withSequence: {count: 50}}]]}, {name: one, container: {image: i, command: [a]}}]}}';
    const content = custom(`{all: [${Array.from({ length: 25 }, () => loop).join(', ')}]}`, 'Many', 'example.org/v1');
    expect(podsOf(content)).toHaveLength(1000);
    expect(run(content).stderr).toContain('more than 1000 pods; the others are not explained');
  });

  it('of objects in objects is cut off, and said', () => {
    const nest = (depth: number): string =>
      depth === 0
        ? POD
        : `{apiVersion: example.org/v1, kind: Nest, metadata: {name: nest}, spec: {inner: ${nest(depth - 1)}}}`;
    expect(podsOf(nest(9))).toHaveLength(1);
    expect(() => run(nest(15))).toThrow(/objects in objects, more than 10 deep; Nest is not explained/);
  });
});

describe('an object in a folder whose shape is wrong', () => {
  it('is passed over, and named', () => {
    const broken = '{apiVersion: batch/v1, kind: Job, metadata: {name: b}, spec: {}}';
    const files = [
      { path: 'good.yaml', fromFolder: true },
      { path: 'bad.yaml', fromFolder: true },
    ];
    const { stdout, stderr } = run(POD, { files, readText: (file) => (file === 'good.yaml' ? POD : broken) });
    expect(stdout).toContain('pod a ');
    expect(stderr).toBe(
      'note: bad.yaml: spec.template: expected object, received undefined; the object is passed over\n',
    );
  });
});
