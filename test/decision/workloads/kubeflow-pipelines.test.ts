import { describe, expect, it } from 'vitest';
import { container, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const V2 = { 'pipelines.kubeflow.org/v2_component': 'true' };
const STEP = { containers: [container('wait'), container('main')] };
const LAUNCHER = { initContainers: [container('init'), container('kfp-launcher')] };

describe('a pod of Kubeflow Pipelines', () => {
  it.each<[string, PodParts, string]>([
    ['an executor of v2', { ...STEP, ...LAUNCHER, labels: V2 }, 'work: kfp-v2-executor on main'],
    [
      'a step of v1 that is compatible with v2',
      { ...STEP, ...LAUNCHER, labels: { ...V2, 'pipelines.kubeflow.org/enable_caching': 'true' } },
      'work: kfp-v2-executor on main',
    ],
    ['an executor without labels', { ...STEP, ...LAUNCHER }, 'work: kfp-v2-executor on main'],
    [
      'a driver or importer of v2',
      { ...STEP, labels: V2, initContainers: [container('init')] },
      'helper: kfp-v2-driver',
    ],
    [
      'a pod whose v2 label is not "true"',
      { ...STEP, labels: { 'pipelines.kubeflow.org/v2_component': 'false' } },
      'work: kfp-v1 on main',
    ],
    [
      'a step of v1',
      { ...STEP, labels: { 'pipelines.kubeflow.org/pipeline-sdk-type': 'kfp' } },
      'work: kfp-v1 on main',
    ],
    ['a step of v1 by its run', { ...STEP, labels: { 'pipeline/runid': '1' } }, 'work: kfp-v1 on main'],
    [
      'a step of v1 by any of its labels',
      { ...STEP, labels: { 'pipelines.kubeflow.org/anything': '' } },
      'work: kfp-v1 on main',
    ],
    [
      'a cached step',
      { labels: { 'pipelines.kubeflow.org/reused_from_cache': 'true' } },
      'cache-hit: kfp-v1-cache-hit',
    ],
    [
      'a cached step of TFX',
      {
        labels: {
          'pipelines.kubeflow.org/reused_from_cache': 'true',
          'pipelines.kubeflow.org/pipeline-sdk-type': 'tfx',
        },
      },
      'cache-hit: kfp-v1-cache-hit',
    ],
    [
      'a step that was not in the cache',
      { ...STEP, labels: { 'pipelines.kubeflow.org/reused_from_cache': 'false' } },
      'work: kfp-v1 on main',
    ],
    ['a pod with a label that only looks alike', { labels: { 'pipelines.example.org/x': '1' } }, 'work: other on main'],
  ])('%s', (_, parts, expected) => {
    expect(recognised(parts)).toBe(expected);
  });
});
