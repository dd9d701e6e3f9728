import { describe, expect, it } from 'vitest';
import { container, owner, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const step = (args: readonly string[] = []): PodParts => ({
  containers: [container('wait'), container('main', { args })],
});
const sdk = (type: string) => ({ 'pipelines.kubeflow.org/pipeline-sdk-type': type });

describe('a step of TFX', () => {
  it.each<[string, PodParts, string]>([
    ['by its SDK', { ...step(), labels: sdk('tfx') }, 'work: tfx on main'],
    ['by the SDK of a template', { ...step(), labels: sdk('tfx-template') }, 'work: tfx on main'],
    [
      'by the module that it runs',
      step(['-m', 'tfx.orchestration.kubeflow.container_entrypoint']),
      'work: tfx on main',
    ],
    ['not by another SDK', { ...step(), labels: sdk('kfp') }, 'work: kfp-v1 on main'],
    ['not by another module', { ...step(['-m', 'tfx.other']), labels: sdk('kfp') }, 'work: kfp-v1 on main'],
    [
      'and its child pod by its owner, as a step of Argo',
      { containers: [container('main')], owner: owner('argoproj.io/v1alpha1', 'Workflow') },
      'work: argo on main',
    ],
  ])('is told %s', (_, parts, expected) => {
    expect(recognised(parts)).toBe(expected);
  });
});
