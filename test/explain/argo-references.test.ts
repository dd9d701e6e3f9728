import { describe, expect, it } from 'vitest';
import { explanations, NAMESPACE, podsOf, run } from './explaining.ts';

const GIVEN = { surroundings: NAMESPACE };

const library = (kind: string, name = 'lib'): string => `
apiVersion: argoproj.io/v1alpha1
kind: ${kind}
metadata: {name: ${name}${kind === 'WorkflowTemplate' ? ', namespace: alice' : ''}}
spec:
  entrypoint: train
  arguments: {parameters: [{name: share, value: "0.5"}, {name: other, value: x}]}
  podMetadata: {labels: {from: library}}
  templates:
    - name: train
      inputs: {parameters: [{name: share, value: "{{workflow.parameters.share}}"}]}
      metadata: {annotations: {gpu-fraction: "{{inputs.parameters.share}}", other: "{{workflow.parameters.other}}"}}
      container: {image: i, command: [train]}
    - name: twice
      steps: [[{name: a, template: train}], [{name: b, template: train, arguments: {parameters: [{name: share, value: "0.1"}]}}]]
`;

const workflow = (spec: string, name = 'flow'): string => `
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: ${name}, namespace: alice}
spec: ${spec}
`;

/** The shares of the pods of one workflow. */
const sharesOf = (name: string, content: string) =>
  podsOf(content)
    .filter(({ metadata }) => metadata.labels?.['workflows.argoproj.io/workflow'] === name)
    .map(({ metadata }) => metadata.annotations?.['gpu-fraction']);

describe('workflowTemplateRef', () => {
  it.each([
    ['WorkflowTemplate', '{workflowTemplateRef: {name: lib}}'],
    ['ClusterWorkflowTemplate', '{workflowTemplateRef: {name: lib, clusterScope: true}}'],
  ])('leads to a %s, before or behind it', (kind, spec) => {
    expect(sharesOf('flow', `${workflow(spec)}---${library(kind)}`)).toEqual(['0.5']);
    expect(sharesOf('flow', `${library(kind)}---${workflow(spec)}`)).toEqual(['0.5']);
  });

  it('lets the workflow’s own arguments and entrypoint win, one by one', () => {
    const spec =
      '{workflowTemplateRef: {name: lib}, entrypoint: twice, arguments: {parameters: [{name: share, value: "0.25"}]}}';
    const content = `${library('WorkflowTemplate')}---${workflow(spec)}`;
    expect(sharesOf('flow', content)).toEqual(['0.25', '0.1']);
    expect(podsOf(content).at(-1)?.metadata).toMatchObject({
      labels: { from: 'library' },
      annotations: { other: 'x' },
    });
  });

  it('may lead to a template that is given beside the pods', () => {
    const surroundings = `${NAMESPACE}---${library('WorkflowTemplate')}`;
    expect(explanations(workflow('{workflowTemplateRef: {name: lib}}'), { surroundings })).toMatchObject([
      { outcome: 'mutated', pod: { metadata: { annotations: { 'gpu-fraction': '0.5' } } } },
    ]);
  });

  it('finds a template that leaves its namespace to kubectl, and none of another namespace', () => {
    const spec = '{workflowTemplateRef: {name: lib}}';
    const anywhere = library('WorkflowTemplate').replace(', namespace: alice', '');
    expect(sharesOf('flow', `${anywhere}---${workflow(spec)}`)).toEqual(['0.5']);
    const elsewhere = anywhere.replace('{name: lib}', '{name: lib, namespace: bob}');
    expect(sharesOf('flow', `${elsewhere}---${workflow(spec)}`)).toEqual([]);
  });

  it('to nowhere does not miss the entrypoint as well', () => {
    const missing = workflow('{workflowTemplateRef: {name: nowhere}, entrypoint: train}');
    const { stderr } = run(`${library('WorkflowTemplate')}---${missing}`, GIVEN);
    expect(stderr).toContain('WorkflowTemplate nowhere');
    expect(stderr).not.toContain('template train');
  });

  it('to nowhere is named, also where nothing else is there', () => {
    const missing = workflow('{workflowTemplateRef: {name: nowhere}}');
    expect(() => run(missing)).toThrow(/no pod to explain .*Workflow flow runs WorkflowTemplate nowhere.* -f/s);
    const { stderr } = run(`${library('WorkflowTemplate')}---${missing}`, GIVEN);
    expect(stderr).toContain('WorkflowTemplate nowhere');
    expect(stderr).toContain('Workflow flow makes no pod');
  });

  it('of a CronWorkflow is followed too', () => {
    const cron =
      '{apiVersion: argoproj.io/v1alpha1, kind: CronWorkflow, metadata: {name: nightly, namespace: alice}, spec: {workflowMetadata: {labels: {l: m}}, workflowSpec: {workflowTemplateRef: {name: lib}}}}';
    expect(sharesOf('nightly-1', `${library('WorkflowTemplate')}---\n${cron}`)).toEqual(['0.5']);
  });
});

describe('templateRef', () => {
  const calling = (reference: string, more = ''): string =>
    workflow(
      `{entrypoint: all, templates: [{name: all, dag: {tasks: [{name: a, templateRef: ${reference}${more}}]}}]}`,
    );

  it.each([
    ['WorkflowTemplate', '{name: lib, template: train}'],
    ['ClusterWorkflowTemplate', '{name: lib, template: train, clusterScope: true}'],
  ])('calls a template of a %s with arguments of its own', (kind, reference) => {
    const call = calling(reference, ', arguments: {parameters: [{name: share, value: "0.75"}]}');
    expect(sharesOf('flow', `${library(kind)}---${call}`)).toEqual(['0.75']);
  });

  it('looks names up among the templates that it led to', () => {
    const own = calling('{name: lib, template: twice}').replace(
      'templates: [',
      'arguments: {parameters: [{name: share, value: "0.9"}]}, templates: [{name: train, container: {image: mine, command: [a]}}, ',
    );
    // The workflow's own template of the same name is not called, so it comes by itself.
    expect(sharesOf('flow', `${library('WorkflowTemplate')}---${own}`)).toEqual(['0.9', '0.1', undefined]);
  });

  it('to nowhere is named', () => {
    expect(() => run(calling('{name: nowhere, template: train}'))).toThrow(
      /calls template train of WorkflowTemplate nowhere, which is not given/,
    );
  });

  it('to a template that is not in there is named', () => {
    const { stderr } = run(`${library('WorkflowTemplate')}---${calling('{name: lib, template: none}')}`, GIVEN);
    expect(stderr).toContain('template none of WorkflowTemplate lib is not there');
  });
});

describe('templates that the entrypoint does not lead to', () => {
  const unused = (templates: string): string =>
    `{apiVersion: argoproj.io/v1alpha1, kind: WorkflowTemplate, metadata: {name: mine, namespace: alice}, spec: {templates: [${templates}]}}`;

  it('are called by those that nobody calls, with their arguments', () => {
    const content = unused(
      '{name: inner, inputs: {parameters: [{name: share}]}, metadata: {annotations: {gpu-fraction: "{{inputs.parameters.share}}"}}, container: {image: i, command: [a]}}, {name: outer, steps: [[{name: s, template: inner, arguments: {parameters: [{name: share, value: "0.3"}]}}]]}',
    );
    expect(sharesOf('mine-1', content)).toEqual(['0.3']);
  });

  it('lead to templates of others', () => {
    const content = unused('{name: outer, steps: [[{name: s, templateRef: {name: lib, template: train}}]]}');
    const both = `${library('WorkflowTemplate')}---\n${content}`;
    expect(sharesOf('mine-1', both)).toEqual([undefined]);
    expect(run(both).stderr).toContain('gpu-fraction is {{workflow.parameters.share}}, which only the running');
    expect(() => run(content)).toThrow(/calls template train of WorkflowTemplate lib, which is not given/);
  });

  it('are explained by themselves where they only call each other', () => {
    const content = unused(
      '{name: a, steps: [[{name: s, template: b}]]}, {name: b, dag: {tasks: [{name: s, template: a}, {name: u, template: c}]}}, {name: c, container: {image: i, command: [a]}}',
    );
    expect(podsOf(content)).toHaveLength(1);
  });
});

describe('templates that run at the end', () => {
  const end = (spec: string): string =>
    workflow(
      `{entrypoint: all, ${spec}, templates: [{name: all, steps: [[{name: a, template: work}]]}, {name: work, container: {image: i, command: [a]}}, {name: bye, inputs: {parameters: [{name: share, value: "0.3"}]}, metadata: {annotations: {gpu-fraction: "{{inputs.parameters.share}}"}}, container: {image: i, command: [a]}}]}`,
    );

  it.each([
    ['onExit of the workflow', end('onExit: bye'), '0.3'],
    [
      'a hook of the workflow',
      end('hooks: {exit: {template: bye, arguments: {parameters: [{name: share, value: "0.2"}]}}}'),
      '0.2',
    ],
    [
      'a hook of a step',
      end('x: y').replace('template: work}', 'template: work, hooks: {exit: {template: bye}}}'),
      '0.3',
    ],
    ['onExit of a step', end('x: y').replace('template: work}', 'template: work, onExit: bye}'), '0.3'],
  ])('%s', (_title, content, share) => {
    expect(sharesOf('flow', content)).toEqual([undefined, share]);
  });
});

describe('what ends nowhere', () => {
  it('a template that calls itself is explained once, and said', () => {
    const endless = workflow(
      '{entrypoint: a, templates: [{name: a, steps: [[{name: once, template: b}], [{name: again, template: a}]]}, {name: b, container: {image: i, command: [a]}}]}',
    );
    expect(podsOf(endless)).toHaveLength(1);
    expect(run(endless).stderr).toContain('calls itself');
  });

  it('templates that call ten times as many each are cut off, and said', () => {
    const level = (index: number): string =>
      `{name: t${index}, steps: [[${Array.from({ length: 10 }, (_, step) => `{name: s${step}, template: t${index + 1}}`).join(', ')}]]}`;
    const levels = Array.from({ length: 8 }, (_, index) => level(index)).join(', ');
    const huge = workflow(`{entrypoint: t0, templates: [${levels}, {name: t8, container: {image: i, command: [a]}}]}`);
    expect(podsOf(huge).length).toBeLessThanOrEqual(500);
    expect(run(huge).stderr).toContain('calls more than 500 templates');
  });
});

describe('what a resource template creates', () => {
  it('is explained beside it', () => {
    const manifest =
      '{apiVersion: batch/v1, kind: Job, metadata: {name: made, namespace: alice}, spec: {template: {metadata: {annotations: {gpu-fraction: "{{workflow.parameters.share}}"}}, spec: {containers: [{name: c}]}}}}';
    const content = workflow(
      `{entrypoint: r, arguments: {parameters: [{name: share, value: "0.5"}]}, templates: [{name: r, resource: {action: create, manifest: '${manifest}'}}]}`,
    );
    expect(explanations(content, GIVEN).map(({ workload, outcome }) => [workload, outcome])).toEqual([
      ['argo-helper', 'skipped'],
      ['other', 'mutated'],
    ]);
  });

  it.each([
    ['the workflow’s where it names none', '', 'alice'],
    ['its own', ', namespace: bob', 'bob'],
  ])('is in the namespace that is %s', (_title, named, namespace) => {
    const manifest = `{apiVersion: v1, kind: Pod, metadata: {name: made${named}}, spec: {containers: [{name: c}]}}`;
    const content = workflow(
      `{entrypoint: r, templates: [{name: r, resource: {action: create, manifest: '${manifest}'}}]}`,
    );
    expect(explanations(content, GIVEN)[1]).toMatchObject({ name: 'made', namespace });
  });

  it('is named where it is an artifact', () => {
    const content = workflow(
      '{templates: [{name: r, resource: {action: create, manifestFrom: {artifact: {name: m}}}}]}',
    );
    expect(run(content).stderr).toContain('the manifest in template r of Workflow flow is an artifact');
  });

  it('is named where it cannot be read before it runs', () => {
    const content = workflow(
      '{templates: [{name: r, resource: {action: create, manifest: "{{inputs.parameters.m}}"}}]}',
    );
    expect(run(content).stderr).toContain('the manifest in template r of Workflow flow cannot be read');
  });
});
