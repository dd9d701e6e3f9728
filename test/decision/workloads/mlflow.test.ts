import { describe, expect, it } from 'vitest';
import { container, owner, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const JOB = owner('batch/v1', 'Job', 'mnist-2026');
const RUN = { MLFLOW_RUN_ID: '1' };

describe('a run of an MLflow Project', () => {
  it.each<[string, PodParts, string]>([
    [
      'by its owner and its run',
      { owner: JOB, containers: [container('mnist', { env: RUN })] },
      'work: mlflow on mnist',
    ],
    [
      'behind a sidecar',
      { owner: JOB, containers: [container('istio-proxy'), container('mnist', { env: RUN })] },
      'work: mlflow on mnist',
    ],
    ['not without a Job', { containers: [container('mnist', { env: RUN })] }, 'work: other on mnist'],
    ['not without a run', { owner: JOB }, 'work: other on main'],
    ['not for a Job of another group', { owner: owner('batch.volcano.sh/v1', 'Job'), env: RUN }, 'work: other on main'],
  ])('is told %s', (_, parts, expected) => {
    expect(recognised(parts)).toBe(expected);
  });
});
