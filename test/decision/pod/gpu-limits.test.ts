import { describe, expect, it } from 'vitest';
import { readGpuLimits } from '../../../src/decision/pod/gpu-limits.ts';
import type { ContainerJson } from '../../../src/decision/pod/pod.ts';
import { container, type PodParts, pod } from '../../support/pods.ts';

const sidecar = (name: string, gpus: number | string): ContainerJson => ({
  ...container(name, { gpus }),
  restartPolicy: 'Always',
});
const init = (name: string, gpus: number | string): ContainerJson => container(name, { gpus });

describe('the whole GPUs of a pod, as Kubernetes counts', () => {
  it.each<[string, PodParts, number]>([
    ['none', {}, 0],
    ['a limit of 0', { gpus: 0 }, 0],
    ['one container', { gpus: 2 }, 2],
    [
      'two containers, which run together',
      { containers: [container('a', { gpus: 1 }), container('b', { gpus: 2 })] },
      3,
    ],
    ['an init container, which runs before', { gpus: 1, initContainers: [init('i', 3)] }, 3],
    ['init containers, which run one after the other', { gpus: 1, initContainers: [init('i', 2), init('j', 2)] }, 2],
    ['a native sidecar, which runs beside the container', { gpus: 1, initContainers: [sidecar('s', 1)] }, 2],
    ['two native sidecars', { gpus: 1, initContainers: [sidecar('s', 1), sidecar('t', 1)] }, 3],
    ['an init container behind a native sidecar', { gpus: 1, initContainers: [sidecar('s', 1), init('i', 3)] }, 4],
    ['an init container before a native sidecar', { gpus: 1, initContainers: [init('i', 3), sidecar('s', 1)] }, 3],
    ['thousandths', { gpus: '2000m' }, 2],
    ['thousands', { gpus: '1k' }, 1000],
    ['what is no quantity', { gpus: 'many' }, 0],
    ['less than nothing', { gpus: '-1' }, 0],
    ['a share, which is no whole GPU', { gpus: '500m' }, 0],
    ['a share beside a whole one', { containers: [container('a', { gpus: '0.5' }), container('b', { gpus: 1 })] }, 1],
  ])('%s', (_, parts, count) => {
    expect(readGpuLimits(pod(parts)).whole).toBe(count);
  });
});

describe('the containers with a GPU limit', () => {
  it('are told apart by when they run and whether the limit is whole', () => {
    const limits = readGpuLimits(
      pod({
        containers: [container('a', { gpus: '0.5' }), container('b', { gpus: 1 }), container('c')],
        initContainers: [init('i', '500m'), sidecar('s', 2), { ...init('j', 1), restartPolicy: null }],
      }),
    );
    const shown = (holders: typeof limits.wholeHolders) =>
      holders.map(({ container: name, runs, limit }) => `${name}: ${limit}, ${runs}`);
    expect(shown(limits.wholeHolders)).toEqual(['b: 1, regular', 's: 2, native-sidecar', 'j: 1, init']);
    expect(shown(limits.fractionalHolders)).toEqual(['a: 0.5, regular', 'i: 500m, init']);
  });

  it('with a MIG slice are named with it, the regular ones first', () => {
    const slice = { limits: { 'nvidia.com/mig-1g.5gb': '1' } };
    const none = { limits: { 'nvidia.com/mig-2g.10gb': '0' } };
    expect(readGpuLimits(pod({ initContainers: [container('i', slice)] })).mig?.container).toBe('i');
    expect(
      readGpuLimits(pod({ containers: [container('a', none), container('b', slice)], initContainers: [] })).mig,
    ).toEqual({ resource: 'nvidia.com/mig-1g.5gb', container: 'b' });
    expect(readGpuLimits(pod({ containers: [container('a', none)] })).mig).toBeUndefined();
  });
});
