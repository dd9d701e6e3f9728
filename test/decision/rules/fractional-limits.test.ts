import { describe, expect, it } from 'vitest';
import { admit, NONE } from '../../support/admission.ts';
import { container, owner, type PodParts } from '../../support/pods.ts';
import { ofProject, PROFILE, podDefault } from '../../support/world.ts';

const OWN = { namespace: ofProject('team-a') };
const HEAD: PodParts = { labels: { 'ray.io/node-type': 'head' }, owner: owner('ray.io/v1', 'RayCluster', 'cluster') };

describe('a GPU limit that is no whole number', () => {
  it.each([
    ['500m', '0.5'],
    ['0.5', '0.5'],
    ['250m', '0.25'],
    [0.25, '0.25'],
    ['5e-1', '0.5'],
    ['10m', '0.01'],
  ])('of %j is a request for that share', (gpus, fraction) => {
    expect(admit({ gpus }, OWN)).toMatchObject({
      outcome: 'mutated',
      reason: 'asked',
      annotations: { 'gpu-fraction': fraction, 'gpu-fraction-container-name': 'main' },
      gpu: NONE,
      warnings: [],
    });
  });

  it('is rounded down like every share, and says so', () => {
    const seen = admit({ gpus: '333m' }, OWN);
    expect(seen).toMatchObject({ annotations: { 'gpu-fraction': '0.33' }, warnings: ['rounded-down'] });
    expect(seen.warningTexts[0]).toContain('limit nvidia.com/gpu 333m became 0.33');
  });

  it('gives the share to its container, wherever it stands', () => {
    const containers = [container('web'), container('llm', { gpus: '500m' })];
    expect(admit({ containers }, OWN)).toMatchObject({
      container: 'llm',
      annotations: { 'gpu-fraction-container-name': 'llm' },
      gpu: NONE,
    });
  });

  it('may stand on a native sidecar', () => {
    const initContainers = [{ ...container('encoder', { gpus: '500m' }), restartPolicy: 'Always' }];
    expect(admit({ initContainers }, OWN)).toMatchObject({
      outcome: 'mutated',
      annotations: { 'gpu-fraction-container-name': 'encoder' },
      gpu: NONE,
    });
  });

  it.each<[string, PodParts, string]>([
    ['annotation', { annotations: { 'gpu-fraction': '0.25' } }, '0.25'],
    ['label', { labels: { 'gpu-fraction': '0.25' } }, '0.25'],
    ['variable of its container', { env: { RUNAI_GPU_FRACTION: '0.25' } }, '0.25'],
  ])('comes after the %s, and a difference is told', (_, parts, fraction) => {
    expect(admit({ ...parts, gpus: '500m' }, OWN)).toMatchObject({
      annotations: { 'gpu-fraction': fraction },
      gpu: NONE,
      warnings: ['sources-disagree'],
    });
  });

  it('comes before the variable of another container', () => {
    const containers = [
      container('main', { gpus: '500m', env: { MLFLOW_RUN_ID: '1' } }),
      container('b', { env: { RUNAI_GPU_FRACTION: '0.25' } }),
    ];
    expect(admit({ containers, owner: owner('batch/v1', 'Job') }, OWN)).toMatchObject({
      annotations: { 'gpu-fraction': '0.5' },
      warnings: ['sources-disagree', 'share-follows-limit'],
    });
  });

  it('is the pod’s own asking, so a companion takes it', () => {
    expect(admit({ ...HEAD, gpus: '500m' }, OWN)).toMatchObject({
      workload: 'ray-head',
      annotations: { 'gpu-fraction': '0.5' },
    });
    const objects = [podDefault('quarter', { env: { RUNAI_GPU_FRACTION: '0.25' } })];
    const world = { namespace: { ...OWN.namespace, ...PROFILE }, objects };
    expect(admit({ ...HEAD, gpus: '500m' }, world)).toMatchObject({
      annotations: { 'gpu-fraction': '0.5' },
      warnings: [],
    });
  });

  it('gives way to whole GPUs that a higher source asks for', () => {
    const containers = [container('main'), container('b', { gpus: '500m' })];
    expect(admit({ containers, annotations: { 'gpu-fraction': '2' } }, OWN)).toMatchObject({
      outcome: 'mutated',
      gpu: { main: '2' },
      warnings: ['sources-disagree'],
    });
  });

  it('does not hide a third source that would win once the annotation is gone', () => {
    const containers = [container('main', { gpus: '500m', env: { RUNAI_GPU_MEMORY: '8192' } })];
    const seen = admit({ containers, annotations: { 'gpu-fraction': '1' } }, OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'amounts-contradict', code: 422 });
    expect(seen.message).toContain('env RUNAI_GPU_MEMORY of container main is "8192"');
  });

  it.each<[string, PodParts, string, RegExp]>([
    ['above 1', { gpus: '1500m' }, 'invalid-gpu-limit', /limit nvidia\.com\/gpu of container main is "1500m".*whole/],
    [
      'on two containers',
      { containers: [container('a', { gpus: '500m' }), container('b', { gpus: '250m' })] },
      'invalid-gpu-limit',
      /container a is "500m".*container b is "250m"/,
    ],
    [
      'above 1 on the second container',
      { containers: [container('a', { gpus: '500m' }), container('b', { gpus: '2500m' })] },
      'invalid-gpu-limit',
      /container b is "2500m"/,
    ],
    [
      'on an init container',
      { initContainers: [container('i', { gpus: '500m' })] },
      'invalid-gpu-limit',
      /init container/,
    ],
    [
      'beside a whole one',
      { containers: [container('a', { gpus: '500m' }), container('b', { gpus: 1 })] },
      'share-and-whole-gpus',
      /container a is "500m", while container b has nvidia\.com\/gpu: 1/,
    ],
    [
      'beside memory of the same container',
      { containers: [container('a', { gpus: '500m', env: { RUNAI_GPU_MEMORY: '1' } })] },
      'fraction-and-memory',
      /limit nvidia\.com\/gpu of container a is "500m", while env RUNAI_GPU_MEMORY/,
    ],
    ['finer than a thousandth', { gpus: '500u' }, 'invalid-fraction', /"500u", which is less than a hundredth/],
    ['a hair above 1', { gpus: '1000100u' }, 'invalid-gpu-limit', /more than one GPU and no whole number/],
    ['too small to mean anything', { gpus: '1m' }, 'invalid-fraction', /less than a hundredth/],
  ])('is refused %s', (_, parts, reason, message) => {
    const seen = admit(parts, OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason, code: 422 });
    expect(seen.message).toMatch(message);
  });

  it.each<[string, PodParts]>([
    ['opted out', { labels: { runai: 'false' } }],
    ['of another scheduler', { schedulerName: 'volcano' }],
  ])('stays on a pod that is left alone: %s', (_, parts) => {
    expect(admit({ ...parts, gpus: '500m' }, OWN)).toMatchObject({ outcome: 'skipped', gpu: { main: '500m' } });
  });
});
