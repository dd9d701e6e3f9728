import { describe, expect, it } from 'vitest';
import { STEP, workflow } from './argo-workflow.ts';
import { containerNames, explanation, NAMESPACE, podOf } from './explaining.ts';

const SURROUNDINGS = { surroundings: NAMESPACE };

describe('parameters', () => {
  /** A KFP v1 pipeline whose project is a parameter, as the SDK 1.8 compiles it. */
  const pipeline = workflow(
    [
      `{name: pipe, inputs: {parameters: [{name: project}]}, dag: {tasks: [
        {name: train, template: train, arguments: {parameters: [{name: project, value: "{{inputs.parameters.project}}"}]}}]}}`,
      `{name: train, inputs: {parameters: [{name: project}]},
        metadata: {labels: {runai: "true", project: "{{inputs.parameters.project}}", pipelines.kubeflow.org/pipeline-sdk-type: kfp}},
        container: {image: i, command: [python]}}`,
    ],
    '  arguments: {parameters: [{name: project, value: team-a}]}',
  );

  it('travel from the workflow through a DAG’s task into the step', () => {
    expect(explanation(pipeline, SURROUNDINGS)).toMatchObject({
      workload: 'kfp-v1',
      outcome: 'mutated',
      pod: { metadata: { labels: { project: 'team-a' } } },
    });
  });

  it('travel through steps as well', () => {
    const steps = pipeline
      .replace('dag: {tasks: [', 'steps: [[')
      .replace('"{{inputs.parameters.project}}"}]}}]}}', '"{{inputs.parameters.project}}"}]}}]]}');
    expect(explanation(steps, SURROUNDINGS)).toMatchObject({ pod: { metadata: { labels: { project: 'team-a' } } } });
  });

  it('that a task passes as a constant reach the step', () => {
    const constant = pipeline.replace('value: "{{inputs.parameters.project}}"', 'value: team-a');
    const without = constant.replace('  arguments: {parameters: [{name: project, value: team-a}]}', '');
    expect(explanation(without, SURROUNDINGS)).toMatchObject({ outcome: 'mutated' });
  });

  it('fall back on the default of the step’s own input', () => {
    const step = `{name: train, inputs: {parameters: [{name: share, default: "0.5"}]},
      metadata: {annotations: {gpu-fraction: "{{inputs.parameters.share}}"}}, container: {image: i, command: [python]}}`;
    expect(explanation(workflow([step]), SURROUNDINGS)).toMatchObject({
      pod: { metadata: { annotations: { 'gpu-fraction': '0.5' } } },
    });
  });

  it('of the workflow are known in a template', () => {
    const step = `{name: train, metadata: {annotations: {gpu-fraction: "{{workflow.parameters.share}}", w: "{{workflow.name}}"}},
      container: {image: i, command: [python]}}`;
    const { metadata } = podOf(workflow([step], '  arguments: {parameters: [{name: share, value: 0.5}]}'));
    expect(metadata.annotations).toMatchObject({ 'gpu-fraction': '0.5', w: 'flow' });
  });

  it('of the workflow are known in podMetadata', () => {
    const { metadata } = podOf(
      workflow(
        [STEP],
        '  arguments: {parameters: [{name: project, value: team-a}]}\n  podMetadata: {labels: {project: "{{workflow.parameters.project}}"}}',
      ),
    );
    expect(metadata.labels).toMatchObject({ project: 'team-a' });
  });

  it('that only a run can know stay as they are', () => {
    const step = `{name: train, container: {image: i, command: [python], args: ["{{tasks.other.outputs.result}}"]}}`;
    expect(podOf(workflow([step])).spec.containers[1]?.args).toEqual(['{{tasks.other.outputs.result}}']);
  });
});

describe('podSpecPatch', () => {
  const patch = (gpus: string): string =>
    `'{"containers": [{"name": "main", "resources": {"limits": {"nvidia.com/gpu": "${gpus}"}}}]}'`;
  const oneGpu = { outcome: 'mutated', reason: 'gpu-workload', workload: 'argo', container: 'main' };

  it('of the template is merged into the pod, its containers by name', () => {
    const step = STEP.replace('container:', `podSpecPatch: ${patch('1')}, container:`);
    expect(explanation(workflow([step]), SURROUNDINGS)).toMatchObject(oneGpu);
    expect(containerNames(podOf(workflow([step])))).toEqual(['wait', 'main']);
  });

  it('of the workflow holds for all its pods, and the template’s goes over it', () => {
    const spec = `  podSpecPatch: ${patch('4')}`;
    const step = STEP.replace('container:', `podSpecPatch: ${patch('2')}, container:`);
    const limitsOf = (content: string) => podOf(content).spec.containers[1]?.resources?.limits;
    expect(limitsOf(workflow([STEP], spec))).toEqual({ 'nvidia.com/gpu': '4' });
    expect(limitsOf(workflow([step], spec))).toEqual({ 'nvidia.com/gpu': '2' });
  });

  it('is filled with parameters, as a KFP v1 GPU count that is one', () => {
    const step = STEP.replace(
      'container:',
      `inputs: {parameters: [{name: gpus, value: "1"}]}, podSpecPatch: ${patch('{{inputs.parameters.gpus}}')}, container:`,
    );
    expect(explanation(workflow([step]), SURROUNDINGS)).toMatchObject(oneGpu);
  });
});
