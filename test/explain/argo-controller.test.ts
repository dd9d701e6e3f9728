import { describe, expect, it } from 'vitest';
import { STEP, workflow } from './argo-workflow.ts';
import { containerNames, explanation, explanations, NAMESPACE, podOf, podsOf } from './explaining.ts';

const SURROUNDINGS = { surroundings: NAMESPACE };

describe('the pod of a workflow’s step', () => {
  const pod = podOf(
    workflow([
      `{name: train, metadata: {labels: {l: template}, annotations: {a: template}},
        container: {image: i, command: [python, train.py], args: [--fast], env: [{name: E, value: "1"}]},
        sidecars: [{name: side, image: s}], initContainers: [{name: fetch, image: f}]}`,
    ]),
  );

  it('has Argo’s container first, then the step as main, then the sidecars', () => {
    expect(containerNames(pod)).toEqual(['wait', 'main', 'side']);
  });

  it('has Argo’s init container before the template’s', () => {
    expect(pod.spec.initContainers?.map(({ name }) => name)).toEqual(['init', 'fetch']);
  });

  it('runs the step’s command behind Argo’s own', () => {
    const main = pod.spec.containers[1];
    expect(main?.command?.slice(0, 2)).toEqual(['/var/run/argo/argoexec', 'emissary']);
    expect(main?.command?.slice(main.command.indexOf('--'))).toEqual(['--', 'python', 'train.py']);
    expect(main?.args).toEqual(['--fast']);
    expect(main?.env).toEqual([{ name: 'E', value: '1' }]);
  });

  it('is labelled with its workflow and owned by it', () => {
    expect(pod.metadata.labels).toEqual({
      l: 'template',
      'workflows.argoproj.io/workflow': 'flow',
      'workflows.argoproj.io/completed': 'false',
    });
    expect(pod.metadata.annotations).toMatchObject({
      a: 'template',
      'kubectl.kubernetes.io/default-container': 'main',
    });
    expect(pod.metadata.ownerReferences).toEqual([
      expect.objectContaining({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name: 'flow' }),
    ]);
    expect(pod.metadata.name).toMatch(/^flow-train-\d+$/);
  });
});

describe('the metadata of a step', () => {
  it('comes from podMetadata, and the template’s wins', () => {
    const { metadata } = podOf(
      workflow(
        ['{name: train, metadata: {labels: {both: template}}, container: {image: i, command: [a]}}'],
        '  podMetadata: {labels: {both: workflow, project: team-a}, annotations: {gpu-fraction: "0.5"}}',
      ),
    );
    expect(metadata.labels).toMatchObject({ both: 'template', project: 'team-a' });
    expect(metadata.annotations).toMatchObject({ 'gpu-fraction': '0.5' });
  });

  it('never comes from the workflow’s own metadata', () => {
    const { metadata } = podOf(workflow([STEP], '', 'name: flow, labels: {project: team-b}, annotations: {x: z}'));
    expect(metadata.labels).not.toHaveProperty('project');
    expect(metadata.annotations).not.toHaveProperty('x');
  });

  it('comes from templateDefaults where the template says nothing', () => {
    const { metadata } = podOf(
      workflow([STEP], '  templateDefaults: {metadata: {annotations: {gpu-fraction: "0.5"}}}'),
    );
    expect(metadata.annotations).toMatchObject({ 'gpu-fraction': '0.5' });
  });
});

describe('the scheduler of a step', () => {
  it.each([
    ['the workflow’s', '  schedulerName: of-workflow', '', 'of-workflow'],
    ['the template’s, which wins', '  schedulerName: of-workflow', 'schedulerName: of-template, ', 'of-template'],
    ['the API server’s default', '', '', 'default-scheduler'],
  ])('is %s', (_title, spec, template, expected) => {
    const step = STEP.replace('{name: train, ', `{name: train, ${template}`);
    expect(podOf(workflow([step], spec)).spec.schedulerName).toBe(expected);
  });
});

describe('templateDefaults', () => {
  const defaults = `  templateDefaults:
    container: {env: [{name: A, value: a}], resources: {limits: {nvidia.com/gpu: 1}}}
    script: {env: [{name: S, value: s}]}
    sidecars: [{name: side, image: i}]
`;

  it('are merged as deep as Kubernetes merges', () => {
    const step =
      '{name: train, container: {image: i, env: [{name: B, value: b}], resources: {limits: {memory: 1Gi}}}, sidecars: [{name: own, image: i}, {name: side, image: other}]}';
    const pod = podOf(workflow([step], defaults));
    expect(containerNames(pod)).toEqual(['wait', 'main', 'side', 'own']);
    expect(pod.spec.containers[1]).toMatchObject({
      env: [
        { name: 'A', value: 'a' },
        { name: 'B', value: 'b' },
      ],
      resources: { limits: { 'nvidia.com/gpu': 1, memory: '1Gi' } },
    });
  });

  it('of another type than the template’s do not count', () => {
    const script = '{name: s, container: null, script: {image: i, command: [sh], source: "true"}}';
    const [, main] = podOf(workflow([script], defaults)).spec.containers;
    expect(main?.env).toEqual([{ name: 'S', value: 's' }]);
    expect(main?.resources).toBeUndefined();
  });
});

describe('templates of other types', () => {
  it('a script runs as main too', () => {
    const pod = podOf(workflow(['{name: s, script: {image: i, command: [python], source: "print(1)"}}']));
    expect(containerNames(pod)).toEqual(['wait', 'main']);
    expect(pod.spec.containers[1]?.command).toContain('python');
  });

  it.each([
    ['a resource template', '{name: r, resource: {action: create, manifest: ""}}'],
    ['a data template', '{name: d, data: {source: {}, transformation: []}}'],
  ])('%s only talks to the API server, so it is left alone', (_title, template) => {
    expect(explanation(workflow([template], '  podMetadata: {labels: {RUNAI_PROJECT: team-a}}'))).toMatchObject({
      workload: 'argo-helper',
      outcome: 'skipped',
      reason: 'helper-pod',
    });
  });

  it.each([
    ['steps', '{name: x, steps: [[{name: a, template: train}]]}'],
    ['a DAG', '{name: x, dag: {tasks: [{name: a, template: train}]}}'],
    ['a suspension', '{name: x, suspend: {}}'],
    ['an HTTP call, which an agent makes', '{name: x, http: {url: "https://example.com"}}'],
  ])('%s makes no pod of its own', (_title, template) => {
    expect(podsOf(workflow([template, STEP])).map(({ metadata }) => metadata.name)).toEqual([
      expect.stringMatching(/^flow-train-/),
    ]);
  });

  it('a template written into a DAG’s task makes a pod as well', () => {
    const inline = '{name: x, dag: {tasks: [{name: a, inline: {container: {image: i, command: [python]}}}]}}';
    expect(podsOf(workflow([inline])).map(containerNames)).toEqual([['wait', 'main']]);
  });

  it('a containerSet keeps its containers’ names, and Argo points at the last one', () => {
    const set =
      '{name: c, containerSet: {containers: [{name: load, image: i, command: [a]}, {name: fit, image: i, command: [b]}]}}';
    const pod = podOf(workflow([set]));
    expect(containerNames(pod)).toEqual(['wait', 'load', 'fit']);
    expect(pod.metadata.annotations?.['kubectl.kubernetes.io/default-container']).toBe('fit');
    const asking = workflow([set], '  podMetadata: {annotations: {gpu-fraction: "0.5"}}');
    expect(explanation(asking, SURROUNDINGS)).toMatchObject({ workload: 'argo', container: 'fit' });
  });

  it('a containerSet with a main is pointed at that', () => {
    const set =
      '{name: c, containerSet: {containers: [{name: main, image: i, command: [a]}, {name: post, image: i, command: [b]}]}}';
    expect(podOf(workflow([set])).metadata.annotations?.['kubectl.kubernetes.io/default-container']).toBe('main');
  });
});

describe('workflows in other wrappings', () => {
  const spec = workflow([STEP]).split('\nspec:\n')[1] ?? '';

  it('a CronWorkflow holds one', () => {
    const indented = spec.replaceAll(/^/gm, '  ');
    const pod = podOf(`
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly, namespace: alice}
spec:
  schedule: "0 3 * * *"
  workflowSpec:
${indented}`);
    expect(containerNames(pod)).toEqual(['wait', 'main']);
    expect(pod.metadata.labels?.['workflows.argoproj.io/workflow']).toMatch(/^nightly-\w+$/);
    expect(pod.metadata.namespace).toBe('alice');
  });

  it.each(['WorkflowTemplate', 'ClusterWorkflowTemplate'])('a %s is the same as a workflow started from it', (kind) => {
    const pod = podOf(workflow([STEP]).replace('kind: Workflow', `kind: ${kind}`));
    expect(containerNames(pod)).toEqual(['wait', 'main']);
    expect(pod.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Workflow' });
  });

  it('one whose name is generated, as KFP and Magnus compile it, has one on its pods', () => {
    const { metadata } = podOf(workflow([STEP], '', 'generateName: magnus-dag-'));
    const name = metadata.labels?.['workflows.argoproj.io/workflow'];
    expect(name).toMatch(/^magnus-dag-[a-z0-9]{5}$/);
    expect(metadata.name).toMatch(new RegExp(`^${name}-train-\\d+$`));
    expect(metadata.ownerReferences?.[0]?.name).toBe(name);
  });
});

describe('what a step is', () => {
  const labelled = (labels: string): string =>
    STEP.replace('container:', `metadata: {labels: {${labels}}}, container:`);

  it.each([
    ['a plain step', STEP, 'name: flow', 'argo'],
    ['a KFP v1 step', labelled('pipelines.kubeflow.org/pipeline-sdk-type: kfp'), 'name: flow', 'kfp-v1'],
    ['a TFX step', labelled('pipelines.kubeflow.org/pipeline-sdk-type: tfx-template'), 'name: flow', 'tfx'],
    ['a Magnus step, by its workflow', STEP, 'name: magnus-dag-x', 'magnus'],
    [
      'a Magnus step, by its command',
      STEP.replace('python, train.py', 'magnus, execute_single_node'),
      'name: flow',
      'magnus',
    ],
  ])('%s is recognised', (_title, template, metadata, workload) => {
    expect(explanation(workflow([template], '', metadata)).workload).toBe(workload);
  });

  it('each step is explained on its own', () => {
    const gpu = STEP.replace('name: train', 'name: gpu').replace(
      'command:',
      'resources: {limits: {nvidia.com/gpu: 1}}, command:',
    );
    expect(explanations(workflow([gpu, STEP]), SURROUNDINGS).map(({ reason }) => reason)).toEqual([
      'gpu-workload',
      'nothing-asked',
    ]);
  });
});
