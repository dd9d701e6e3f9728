import { describe, expect, it } from 'vitest';
import { patchGpuLimits } from '../../src/patch/gpu-limits.ts';
import { container, pod } from '../support/pods.ts';

const sample = pod({ containers: [container('a'), container('b', { gpus: 1 })], initContainers: [container('init')] });

describe('the GPU limits of a pod', () => {
  it('are kept', () => {
    expect(patchGpuLimits(sample, { kind: 'keep' })).toEqual([]);
  });

  it('are removed only where they are', () => {
    expect(patchGpuLimits(sample, { kind: 'remove-all' }).map(({ path }) => path)).toEqual([
      '/spec/containers/1/resources/limits/nvidia.com~1gpu',
      '/spec/containers/1/resources/requests/nvidia.com~1gpu',
    ]);
  });

  it('are set on the container of that name', () => {
    expect(
      patchGpuLimits(sample, { kind: 'set', container: 'a', count: 2, removeFrom: [] }).map(({ path }) => path),
    ).toEqual(['/spec/containers/0/resources/limits', '/spec/containers/0/resources/requests']);
  });

  it('go where they must, when another container gets whole ones', () => {
    const limits = { kind: 'set', container: 'a', count: 2, removeFrom: ['b', 'init'] } as const;
    expect(patchGpuLimits(sample, limits).map(({ op, path }) => `${op} ${path}`)).toEqual([
      'add /spec/containers/0/resources/limits',
      'add /spec/containers/0/resources/requests',
      'remove /spec/containers/1/resources/limits/nvidia.com~1gpu',
      'remove /spec/containers/1/resources/requests/nvidia.com~1gpu',
    ]);
  });

  it('are not set on a container that is none of the regular ones', () => {
    expect(patchGpuLimits(sample, { kind: 'set', container: 'init', count: 2, removeFrom: [] })).toEqual([]);
  });
});
