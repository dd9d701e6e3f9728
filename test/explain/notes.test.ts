import { describe, expect, it } from 'vitest';
import { NAMESPACE, run, settingsWith } from './explaining.ts';

const POD = '{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: alice}, spec: {containers: [{name: c}]}}';

const madeByOperators = [
  'serving.kserve.io/v1beta1, kind: InferenceService',
  'sparkoperator.k8s.io/v1beta2, kind: SparkApplication',
  'trainer.kubeflow.org/v1alpha1, kind: TrainJob',
  'kubeflow.org/v1beta1, kind: Experiment',
];

describe('a kind whose pods only its operator can make', () => {
  it.each(madeByOperators)('%s: beside a pod, stderr says that it was left out', (kind) => {
    const { stdout, stderr, exitCode } = run(`${POD}\n---\n{apiVersion: ${kind}, metadata: {name: b}, spec: {}}`);
    expect(stderr).toMatch(/^note: input\.yaml, document 2: .*explain one of (its pods|them)/);
    expect(stderr).toContain(kind.split(' ').at(-1));
    expect(stdout).toContain('pod a');
    expect(exitCode).toBe(0);
  });

  it.each(madeByOperators)('%s: alone, the error says what to do', (kind) => {
    expect(() => run(`{apiVersion: ${kind}, metadata: {name: b}, spec: {}}`)).toThrow(
      /no pod to explain .*explain one of/s,
    );
  });
});

describe('a placeholder that the manifest does not fill', () => {
  const workflow = `
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: flow, namespace: alice}
spec:
  entrypoint: train
  templates:
    - name: train
      inputs: {parameters: [{name: share}]}
      metadata: {annotations: {gpu-fraction: "{{inputs.parameters.share}}"}}
      container: {image: i, command: [python]}
`;

  it('is named, since only the run knows what it means for the decision', () => {
    const { stderr } = run(workflow);
    expect(stderr).toContain('{{inputs.parameters.share}}');
    expect(stderr).toMatch(/^note: input\.yaml/);
  });

  it('is not named where it has no say in the decision', () => {
    const harmless = workflow.replace('gpu-fraction:', 'example.com/anything:');
    expect(run(harmless).stderr).toBe('');
  });

  it.each(['project', 'kai.scheduler/queue', 'runai'])('in the label %s is no mistake either', (label) => {
    const labelled = workflow.replace('annotations: {gpu-fraction:', `labels: {${label}:`);
    const settings = settingsWith({ flavour: 'kai' });
    const { stderr, exitCode } = run(labelled, {
      settings,
      surroundings: NAMESPACE.replace('runai/queue', 'kai/project'),
    });
    expect(stderr).toContain(`label ${label} is {{inputs.parameters.share}}, which only the running Workflow knows`);
    expect(exitCode).toBe(0);
  });
});
