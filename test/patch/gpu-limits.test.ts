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
    expect(patchGpuLimits(sample, { kind: 'set', container: 'a', count: 2 }).map(({ path }) => path)).toEqual([
      '/spec/containers/0/resources/limits',
      '/spec/containers/0/resources/requests',
    ]);
  });

  it('are not set on a container that is none of the regular ones', () => {
    expect(patchGpuLimits(sample, { kind: 'set', container: 'init', count: 2 })).toEqual([]);
  });
});
