import { describe, expect, it } from 'vitest';
import { admit, NONE } from '../support/admission.ts';
import { container, type PodParts } from '../support/pods.ts';
import { ofProject } from '../support/world.ts';

const OWN = { namespace: ofProject('team-a') };

describe('the order in which a pod is looked at', () => {
  /** Each carries the sign of its own line and of all below; the upper line decides. */
  const LADDER: readonly [string, PodParts][] = [
    ['run-ai-native', { schedulerName: 'runai-scheduler', annotations: { 'runai-job-id': '1' } }],
    ['opted-out', { labels: { 'runai-injection': 'disabled' } }],
    ['mirror-pod', { annotations: { 'kubernetes.io/config.mirror': 'x' } }],
    ['scheduler-not-wanted', { labels: { runai: 'false' } }],
    ['already-on-a-node', { nodeName: 'node-1' }],
    ['other-scheduler', { schedulerName: 'volcano' }],
    ['helper-pod', { labels: { 'workflows.argoproj.io/component': 'agent' } }],
    ['cache-hit', { labels: { 'pipelines.kubeflow.org/reused_from_cache': 'true' } }],
    ['invalid-fraction', { annotations: { 'gpu-fraction': 'x' } }],
  ];

  it.each(
    LADDER.map(
      ([reason], index) =>
        [
          reason,
          LADDER.slice(index)
            .toReversed()
            .map(([, parts]) => parts),
        ] as const,
    ),
  )('is %s before all that follows', (reason, signs) => {
    const parts: PodParts = Object.assign({}, ...signs);
    const labels = Object.assign({}, ...signs.map((sign) => sign.labels));
    const annotations = Object.assign({}, ...signs.map((sign) => sign.annotations));
    expect(admit({ ...parts, labels, annotations }, OWN).reason).toBe(reason);
  });
});

describe('a step whose result came from a cache', () => {
  const labels = { 'pipelines.kubeflow.org/reused_from_cache': 'true', RUNAI_PROJECT: 'team-a' };
  const annotations = {
    'gpu-fraction': '0.5',
    'gpu-memory': '',
    'gpu-fraction-num-devices': 'nonsense',
    'gpu-fraction-container-name': 'nobody',
    RUNAI_GPU_FRACTION: '0.5',
  };

  it('loses its GPU annotations, whatever they say, and nothing else', () => {
    const seen = admit({ labels, annotations, gpus: 1 }, OWN);
    expect(seen).toMatchObject({
      outcome: 'mutated',
      reason: 'cache-hit',
      annotations: NONE,
      warnings: [],
      schedulerName: 'default-scheduler',
      gpu: { main: '1' },
    });
    expect(seen.pod.metadata).toMatchObject({ labels, annotations: { RUNAI_GPU_FRACTION: '0.5' } });
    expect(seen.decision).toMatch(/^left alone \(cache-hit\): /);
  });

  it('is not touched where it has none', () => {
    expect(admit({ labels }, OWN)).toMatchObject({ outcome: 'skipped', reason: 'cache-hit', decision: undefined });
  });

  it('is not touched where it opted out', () => {
    expect(admit({ labels: { ...labels, runai: 'false' }, annotations }, OWN)).toMatchObject({
      outcome: 'skipped',
      annotations: { 'gpu-fraction': '0.5' },
    });
  });
});

describe('a refusal', () => {
  it('names reason, field, value and what would be right', () => {
    const seen = admit({ annotations: { 'gpu-fraction': '0.5' }, gpus: 2 }, OWN);
    expect(seen.message).toBe(
      'share-and-whole-gpus: annotation gpu-fraction is "0.5", while the limits say nvidia.com/gpu: 2; remove the limit nvidia.com/gpu to share one GPU (in the notebook form: GPUs "None"), or remove the share',
    );
  });

  it('does not hand a value of any length back', () => {
    const { message } = admit({ annotations: { 'gpu-fraction': 'x'.repeat(5000) } }, OWN);
    expect(message).toMatch(/"x{100,120}…"/);
    expect(message.length).toBeLessThan(500);
  });

  it('comes with what else was noticed', () => {
    const parts = { labels: { runai: 'maybe', RUNAI_PROJECT: 'team-a' }, annotations: { 'gpu-fraction': 'x' } };
    expect(admit(parts, OWN)).toMatchObject({ outcome: 'denied', warnings: ['unknown-runai-value'] });
  });
});

describe('the pod that is decided about', () => {
  it('is not changed by deciding, nor by building the patch', () => {
    const before = { annotations: { 'gpu-fraction': '.5' }, labels: null, containers: [container('a', { gpus: 1 })] };
    const copy = structuredClone(before);
    admit(before, OWN);
    expect(before).toEqual(copy);
  });

  it('may be of the namespace of the request, though it does not say so itself', () => {
    const bare = { metadata: { annotations: { 'gpu-fraction': '0.5' } }, spec: { containers: [{ name: 'main' }] } };
    expect(admit(bare, OWN)).toMatchObject({ outcome: 'mutated', project: 'team-a', schedulerName: 'runai-scheduler' });
  });
});
