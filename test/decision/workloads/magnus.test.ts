import { describe, expect, it } from 'vitest';
import { container, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const step = (...command: readonly string[]): PodParts => ({
  containers: [container('wait'), container('main', { command })],
});
const KFP = { 'pipelines.kubeflow.org/pipeline-sdk-type': 'kfp' };

describe('a step of Magnus', () => {
  it.each<[string, PodParts, string]>([
    [
      'by its workflow',
      { ...step(), labels: { 'workflows.argoproj.io/workflow': 'magnus-dag-x7k2p' } },
      'work: magnus on main',
    ],
    [
      'by its command',
      { ...step('argoexec', 'emissary', '--', 'magnus', 'execute_single_node'), labels: KFP },
      'work: magnus on main',
    ],
    [
      'by its command with a path',
      step('/var/run/argo/argoexec', 'emissary', '--', '/usr/local/bin/magnus', 'x'),
      'work: magnus on main',
    ],
    ['by its command without Argo around it', step('magnus', 'execute_single_node'), 'work: magnus on main'],
    [
      'not by a workflow that only mentions it',
      { ...step(), labels: { 'workflows.argoproj.io/workflow': 'my-magnus-dag' } },
      'work: argo on main',
    ],
    [
      'not by an argument',
      { ...step('argoexec', 'emissary', '--', 'python', 'magnus'), labels: KFP },
      'work: kfp-v1 on main',
    ],
    [
      'not by what stands behind -- of another program',
      { ...step('env', '--', 'magnus'), labels: KFP },
      'work: kfp-v1 on main',
    ],
  ])('is told %s', (_, parts, expected) => {
    expect(recognised(parts)).toBe(expected);
  });
});
