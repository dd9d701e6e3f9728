import { describe, expect, it } from 'vitest';
import { readDecision } from '../../src/patch/read-decision.ts';
import { admit } from '../support/admission.ts';
import { ofProject, PROFILE, podDefault } from '../support/world.ts';

describe('the decision annotation, read again,', () => {
  it('says outcome, reason, project and amount, and where each came from', () => {
    const { decision = '' } = admit({ labels: { RUNAI_PROJECT: 'team-a' }, env: { RUNAI_GPU_FRACTION: '50%' } });
    expect(readDecision(decision)).toEqual({
      kind: 'routed',
      reason: 'asked',
      project: { value: 'team-a', from: 'label RUNAI_PROJECT' },
      amount: { value: 'gpu-fraction 0.5', from: 'env RUNAI_GPU_FRACTION of container main', container: 'main' },
      warnings: [],
    });
  });

  it.each<[string, Parameters<typeof admit>, object]>([
    [
      'whole GPUs',
      [{ labels: { RUNAI_PROJECT: 'a', 'gpu-fraction': '2' } }],
      { amount: { value: '2 whole GPUs', from: 'label gpu-fraction', container: 'main' } },
    ],
    [
      'memory of a PodDefault',
      [
        {},
        { objects: [podDefault('mem', { env: { RUNAI_PROJECT: 'a', RUNAI_GPU_MEMORY: '8Gi' } })], namespace: PROFILE },
      ],
      {
        project: { value: 'a', from: 'env RUNAI_PROJECT of PodDefault mem' },
        amount: { value: 'gpu-memory 8192', from: 'env RUNAI_GPU_MEMORY of PodDefault mem', container: 'main' },
        warnings: ['unit-converted'],
      },
    ],
    [
      'a project of the namespace, and no amount',
      [{ labels: { runai: 'true' } }, { namespace: ofProject('team-a') }],
      { project: { value: 'team-a', from: 'label runai/queue of the namespace' }, amount: undefined },
    ],
    ['no project', [{ labels: { runai: 'true' } }], { project: undefined, warnings: ['no-project'] }],
    [
      'a pod that was left alone',
      [
        {
          labels: { 'pipelines.kubeflow.org/reused_from_cache': 'true', 'pipeline/runid': 'r' },
          annotations: { 'gpu-fraction': '0.5' },
        },
      ],
      { kind: 'left-alone', reason: 'cache-hit', project: undefined, amount: undefined },
    ],
  ])('tells of %s', (_, [parts, world], expected) => {
    expect(readDecision(admit(parts, world).decision ?? '')).toMatchObject(expected);
  });

  it.each(['', 'routed', 'routed (nonsense): project a from label b', 'moved (asked): project a from label b'])(
    'is nothing where somebody else wrote it: %j',
    (text) => {
      expect(readDecision(text)).toBeUndefined();
    },
  );
});
