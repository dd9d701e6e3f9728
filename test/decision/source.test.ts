import { describe, expect, it } from 'vitest';
import { describeSource, type Source, shortSource } from '../../src/decision/source.ts';

describe('a source is told so that a person finds it', () => {
  it.each<[Source, string, string]>([
    [{ kind: 'annotation', name: 'gpu-fraction' }, 'annotation gpu-fraction', 'annotation gpu-fraction'],
    [{ kind: 'label', name: 'project' }, 'label project', 'label project'],
    [
      { kind: 'env', name: 'RUNAI_PROJECT', container: 'main' },
      'env RUNAI_PROJECT of container main',
      'env RUNAI_PROJECT',
    ],
    [
      { kind: 'pod-default', podDefault: 'half', part: 'env', name: 'X' },
      'env X of PodDefault half',
      'PodDefault half',
    ],
    [
      { kind: 'gang-owner', owner: 'RayCluster c', part: 'label', name: 'project' },
      'label project of RayCluster c',
      'RayCluster c',
    ],
    [
      { kind: 'gang-owner', owner: 'RayCluster c', part: 'template', name: 'project' },
      'project on a template of RayCluster c',
      'template of RayCluster c',
    ],
    [
      { kind: 'limit', resource: 'nvidia.com/gpu', container: 'main' },
      'limit nvidia.com/gpu of container main',
      'limit nvidia.com/gpu',
    ],
    [{ kind: 'namespace', label: 'runai/queue' }, 'label runai/queue of the namespace', 'namespace'],
  ])('%j', (source, inFull, brief) => {
    expect([describeSource(source), shortSource(source, (name) => name)]).toEqual([inFull, brief]);
  });
});
