import { describe, expect, it } from 'vitest';
import { container, owner, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const TRIAL = { 'katib.kubeflow.org/trial': 't', 'katib.kubeflow.org/experiment': 'e' };
const named = (...names: readonly string[]) => ({ containers: names.map((name) => container(name)) });

describe('a pod of Katib', () => {
  it.each<[string, PodParts, string]>([
    [
      'a trial, in the container that Katib marked',
      { labels: TRIAL, containers: [container('a'), container('b', { env: { KATIB_TRIAL_NAME: 't' } })] },
      'work: katib-trial on b',
    ],
    [
      'a trial, beside the metrics collector',
      { labels: TRIAL, ...named('metrics-logger-and-collector', 'train') },
      'work: katib-trial on train',
    ],
    [
      'a trial that is a PyTorchJob',
      {
        labels: { ...TRIAL, 'training.kubeflow.org/job-name': 'j' },
        owner: owner('kubeflow.org/v1', 'PyTorchJob', 'j'),
        ...named('pytorch'),
      },
      'work: training-operator on pytorch of kubeflow.org PyTorchJob j',
    ],
    [
      'the suggestion service',
      { labels: { 'katib.kubeflow.org/deployment': 'e-random' }, ...named('suggestion') },
      'helper: katib-suggestion',
    ],
    [
      'the suggestion service by its container',
      { labels: { 'katib.kubeflow.org/experiment': 'e' }, ...named('suggestion') },
      'helper: katib-suggestion',
    ],
    ['not a container of that name elsewhere', named('suggestion'), 'work: other on suggestion'],
    ['not another pod of an experiment', { labels: { 'katib.kubeflow.org/experiment': 'e' } }, 'work: other on main'],
  ])('%s', (_, parts, expected) => {
    expect(recognised(parts)).toBe(expected);
  });
});
