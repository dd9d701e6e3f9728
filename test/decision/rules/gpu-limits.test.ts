import { describe, expect, it } from 'vitest';
import type { ContainerJson } from '../../../src/decision/pod/pod.ts';
import { admit, NONE } from '../../support/admission.ts';
import { container, type PodParts } from '../../support/pods.ts';
import { ofProject } from '../../support/world.ts';

const OWN = { namespace: ofProject('team-a') };
const HALF = { annotations: { 'gpu-fraction': '0.5' } };
const MEMORY = { annotations: { 'gpu-memory': '8192' } };
const whole = (count: string): PodParts => ({ annotations: { RUNAI_GPU_FRACTION: count } });
const mig = (name: string, count = '1') => container(name, { limits: { 'nvidia.com/mig-1g.5gb': count } });

describe.each([
  ['fraction', HALF],
  ['memory', MEMORY],
])('beside a request for a %s', (_, share) => {
  it.each<[string, PodParts]>([
    ['a limit of 0', { gpus: 0 }],
    ['a limit of 0 in every container', { containers: [container('main', { gpus: 0 }), container('b', { gpus: 0 })] }],
    ['a limit of 0 in an init container', { initContainers: [container('init', { gpus: 0 })] }],
    ['a limit of less than a thousandth', { gpus: '100u' }],
    ['a limit of null', { containers: [{ name: 'main', resources: { limits: { 'nvidia.com/gpu': null } } }] }],
  ])('%s goes silently', (_name, parts) => {
    expect(admit({ ...parts, ...share }, OWN)).toMatchObject({ outcome: 'mutated', gpu: NONE, warnings: [] });
  });

  it.each<[string, PodParts]>([
    ['in the work container', { gpus: 1 }],
    ['in another container', { containers: [container('main'), container('b', { gpus: 1 })] }],
    ['in an init container', { initContainers: [container('init', { gpus: 1 })] }],
    [
      'in a container and an init container, which run one after the other',
      { gpus: 1, initContainers: [container('init', { gpus: 1 })] },
    ],
    ['beside limits of 0', { containers: [container('main', { gpus: 1 }), container('b', { gpus: 0 })] }],
    ['written in thousandths', { gpus: '1000m' }],
    [
      'written as a number',
      {
        containers: [
          { name: 'main', resources: { limits: { 'nvidia.com/gpu': 1 }, requests: { 'nvidia.com/gpu': 1 } } },
        ],
      },
    ],
  ])('a limit of 1 %s goes with one warning', (_name, parts) => {
    expect(admit({ ...parts, ...share }, OWN)).toMatchObject({
      outcome: 'mutated',
      gpu: NONE,
      warnings: ['gpu-limit-removed'],
    });
  });

  it.each<[string, PodParts, number]>([
    ['in one container', { gpus: 2 }, 2],
    ['in two containers together', { containers: [container('main', { gpus: 1 }), container('b', { gpus: 1 })] }, 2],
    ['in an init container', { gpus: 1, initContainers: [container('init', { gpus: 3 })] }, 3],
    ['in thousands', { gpus: '1k' }, 1000],
  ])('more than one GPU %s are a contradiction', (_name, parts, count) => {
    const seen = admit({ ...parts, ...share }, OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'share-and-whole-gpus', code: 422 });
    expect(seen.message).toContain(`nvidia.com/gpu: ${count}`);
  });

  it.each<[string, PodParts]>([
    ['the work container', { containers: [mig('main')] }],
    ['another container', { containers: [container('main'), mig('b')] }],
    ['an init container', { initContainers: [mig('init')] }],
  ])('a MIG limit on %s is a contradiction', (_name, parts) => {
    const seen = admit({ ...parts, ...share }, OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'share-and-mig', code: 422 });
    expect(seen.message).toContain('nvidia.com/mig-1g.5gb');
  });

  it('a MIG limit of 0 is nothing', () => {
    expect(admit({ containers: [mig('main', '0')], ...share }, OWN)).toMatchObject({
      outcome: 'mutated',
      warnings: [],
    });
  });

  it('leaves every other resource as it is', () => {
    const limits = { cpu: '1', 'nvidia.com/gpu': '1', 'example.com/gpu': '2' };
    const { pod } = admit({ containers: [container('main', { limits })], ...share }, OWN);
    const left = { cpu: '1', 'example.com/gpu': '2' };
    expect(pod.spec.containers[0]?.resources).toEqual({ limits: left, requests: left });
  });

  it('removes a request without a limit too', () => {
    const containers = [{ name: 'main', resources: { requests: { 'nvidia.com/gpu': '1' } } }];
    expect(admit({ containers, ...share }, OWN)).toMatchObject({ gpu: NONE, warnings: [] });
  });
});

describe('the warning of a limit that goes', () => {
  it('names the container', () => {
    expect(admit({ gpus: 1, ...HALF }, OWN).warningTexts[0]).toContain('nvidia.com/gpu: 1 of main removed');
  });

  it.each(['head', 'worker'])('adds, on the %s of a RayCluster, what stays in the start command', (type) => {
    const labels = { 'ray.io/node-type': type };
    expect(admit({ gpus: 1, labels, ...HALF }, OWN).warningTexts[0]).toMatch(/--num-gpus stays.*rayStartParams/);
  });
});

describe('beside a request for whole GPUs', () => {
  it.each<[string, PodParts]>([
    ['no limit', {}],
    ['a limit of 0', { gpus: 0 }],
    ['limits of 0 everywhere', { containers: [container('main', { gpus: 0 })], initContainers: [container('init')] }],
  ])('%s becomes the number that was asked', (_, parts) => {
    expect(admit({ ...parts, ...whole('2') }, OWN)).toMatchObject({
      outcome: 'mutated',
      gpu: { main: '2' },
      annotations: NONE,
      warnings: [],
    });
  });

  it.each<[string, ContainerJson]>([
    ['no resources', { name: 'main' }],
    ['null for resources', { name: 'main', resources: null }],
    ['empty resources', { name: 'main', resources: {} }],
    ['null for limits and requests', { name: 'main', resources: { limits: null, requests: null } }],
    ['limits only', { name: 'main', resources: { limits: { cpu: '1' } } }],
    ['requests only', { name: 'main', resources: { requests: { cpu: '1' } } }],
    ['a request without a limit', { name: 'main', resources: { requests: { 'nvidia.com/gpu': '1' } } }],
  ])('a container with %s gets limit and request', (_, main) => {
    expect(admit({ containers: [main], ...whole('2') }, OWN)).toMatchObject({ gpu: { main: '2' } });
  });

  it('an equal limit is left', () => {
    expect(admit({ gpus: 2, ...whole('2') }, OWN)).toMatchObject({ gpu: { main: '2' }, warnings: [] });
  });

  it.each<[string, PodParts, Record<string, string>]>([
    ['on another container', { containers: [container('main'), container('b', { gpus: 2 })] }, { b: '2' }],
    ['on an init container', { initContainers: [container('init', { gpus: 2 })] }, { init: '2' }],
    [
      'on two containers together',
      { containers: [container('main', { gpus: 1 }), container('b', { gpus: 1 })] },
      { main: '1', b: '1' },
    ],
  ])('an equal limit %s is left, with a warning', (_, parts, gpu) => {
    const seen = admit({ ...parts, ...whole('2') }, OWN);
    expect(seen).toMatchObject({ outcome: 'mutated', gpu, warnings: ['gpu-limit-elsewhere'] });
    expect(seen.warningTexts[0]).toContain(`on ${Object.keys(gpu).at(-1)}, not on main`);
  });

  it.each<[string, PodParts]>([
    ['a smaller one', { gpus: 1 }],
    ['a larger one', { gpus: 3 }],
    ['a larger one in an init container', { gpus: 2, initContainers: [container('init', { gpus: 4 })] }],
    ['a larger sum', { containers: [container('main', { gpus: 2 }), container('b', { gpus: 2 })] }],
  ])('any other limit is a contradiction: %s', (_, parts) => {
    const seen = admit({ ...parts, ...whole('2') }, OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'gpu-limit-differs', code: 422 });
    expect(seen.message).toMatch(/2 whole GPUs, while the limits say nvidia\.com\/gpu: \d/);
  });

  it('a MIG limit is a contradiction', () => {
    expect(admit({ containers: [mig('main')], ...whole('1') }, OWN)).toMatchObject({
      reason: 'share-and-mig',
      code: 422,
    });
  });

  it.each(['1', '1.0', '100%', '2'])(
    'an annotation gpu-fraction of %j is removed, since the schedulers refuse it',
    (value) => {
      const seen = admit({ annotations: { 'gpu-fraction': value, 'gpu-memory': '', other: 'x' } }, OWN);
      expect(seen).toMatchObject({ outcome: 'mutated', annotations: NONE, gpu: { main: value === '2' ? '2' : '1' } });
      expect(seen.pod.metadata.annotations).toMatchObject({ other: 'x' });
    },
  );

  it('an alias stays where it is', () => {
    expect(admit(whole('2'), OWN).pod.metadata.annotations).toMatchObject({ RUNAI_GPU_FRACTION: '2' });
  });

  it('the annotation gpu-fraction must not be contradicted by a source that would win once it is removed', () => {
    const seen = admit({ annotations: { 'gpu-fraction': '1' }, labels: { 'gpu-fraction': '0.5' } }, OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'amounts-contradict', code: 422 });
    expect(seen.message).toMatch(/annotation gpu-fraction is "1", while label gpu-fraction is "0\.5"; name one amount/);
  });

  it('another source may be contradicted, with a warning', () => {
    const seen = admit({ labels: { 'gpu-fraction': '2' }, env: { RUNAI_GPU_FRACTION: '0.5' } }, OWN);
    expect(seen).toMatchObject({ outcome: 'mutated', gpu: { main: '2' }, warnings: ['sources-disagree'] });
  });
});

describe('a pod that asks for no amount', () => {
  it.each<[string, PodParts, Record<string, string>]>([
    ['one GPU', { gpus: 1 }, { main: '1' }],
    ['a limit of 0', { gpus: 0 }, { main: '0' }],
    [
      'GPUs in several containers',
      { containers: [container('a', { gpus: 1 }), container('b', { gpus: 2 })] },
      { a: '1', b: '2' },
    ],
  ])('keeps %s', (_, parts, gpu) => {
    expect(admit({ ...parts, labels: { runai: 'true' } }, OWN)).toMatchObject({
      outcome: 'mutated',
      gpu,
      warnings: [],
    });
  });
});
