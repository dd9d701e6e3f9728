import { describe, expect, it } from 'vitest';
import { container, owner, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const OF_CLUSTER = owner('ray.io/v1', 'RayCluster', 'cluster');
const type = (nodeType: string) => ({ 'ray.io/node-type': nodeType, 'ray.io/cluster': 'labelled' });
const submitter = (...more: readonly string[]): PodParts => ({
  owner: owner('batch/v1', 'Job'),
  containers: [...more, 'ray-job-submitter'].map((name) => container(name)),
});

describe('a pod of KubeRay', () => {
  it.each<[string, PodParts, string]>([
    [
      'a worker',
      { labels: type('worker'), owner: OF_CLUSTER },
      'work: ray-worker on main of ray.io RayCluster cluster',
    ],
    [
      'a worker of an older API',
      { labels: type('worker'), owner: owner('ray.io/v1alpha1', 'RayCluster', 'old') },
      'work: ray-worker on main of ray.io RayCluster old',
    ],
    [
      'a worker that has no owner',
      { labels: type('worker') },
      'work: ray-worker on main of ray.io RayCluster labelled',
    ],
    ['a worker that names no cluster', { labels: { 'ray.io/node-type': 'worker' } }, 'work: ray-worker on main'],
    ['a worker without labels', { owner: OF_CLUSTER }, 'work: ray-worker on main of ray.io RayCluster cluster'],
    ['a head', { labels: type('head'), owner: OF_CLUSTER }, 'companion: ray-head on main of ray.io RayCluster cluster'],
    [
      'a head whose autoscaler and proxy come first',
      {
        labels: type('head'),
        owner: OF_CLUSTER,
        containers: ['istio-proxy', 'autoscaler', 'ray-head'].map((name) => container(name)),
      },
      'companion: ray-head on ray-head of ray.io RayCluster cluster',
    ],
    [
      'a head with the submitter beside it',
      {
        labels: type('head'),
        owner: OF_CLUSTER,
        containers: ['ray-head', 'ray-job-submitter'].map((name) => container(name)),
      },
      'companion: ray-head on ray-head of ray.io RayCluster cluster',
    ],
    [
      'the pod that clears Redis',
      { labels: type('redis-cleanup'), owner: owner('batch/v1', 'Job') },
      'helper: ray-helper',
    ],
    ['the submitter', submitter(), 'helper: ray-helper'],
    ['the submitter behind a proxy', submitter('istio-proxy'), 'helper: ray-helper'],
    ['a submitter beside real work', submitter('train'), 'work: other on train'],
    ['a node of a kind that is not known', { labels: type('observer') }, 'work: other on main'],
    ['a pod of a RayCluster of another group', { owner: owner('example.org/v1', 'RayCluster') }, 'work: other on main'],
  ])('%s', (_, parts, expected) => {
    expect(recognised(parts)).toBe(expected);
  });
});
