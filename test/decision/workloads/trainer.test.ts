import { describe, expect, it } from 'vitest';
import { container } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const GANG = 'of jobset.x-k8s.io JobSet llama';

describe('a pod of Kubeflow Trainer', () => {
  it.each([
    ['a node', 'node', ['istio-proxy', 'node'], `work: trainer on node ${GANG}`],
    ['a launcher', 'launcher', ['node'], `work: trainer on node ${GANG}`],
    ['a node of a runtime with other names', 'workers', ['istio-proxy', 'train'], `work: trainer on train ${GANG}`],
    [
      'the initializer of the dataset',
      'dataset-initializer',
      ['dataset-initializer'],
      `companion: trainer-initializer on dataset-initializer ${GANG}`,
    ],
    [
      'the initializer of the model',
      'model-initializer',
      ['istio-proxy', 'model-initializer'],
      `companion: trainer-initializer on model-initializer ${GANG}`,
    ],
  ])('%s', (_, job, names, expected) => {
    const labels = { 'jobset.sigs.k8s.io/jobset-name': 'llama', 'jobset.sigs.k8s.io/replicatedjob-name': job };
    expect(recognised({ labels, containers: names.map((name) => container(name)) })).toBe(expected);
  });

  it('is told by its JobSet alone', () => {
    expect(recognised({ labels: { 'jobset.sigs.k8s.io/jobset-name': 'llama' } })).toBe(`work: trainer on main ${GANG}`);
    expect(recognised({ labels: { 'jobset.sigs.k8s.io/replicatedjob-name': 'node' } })).toBe('work: other on main');
  });
});
