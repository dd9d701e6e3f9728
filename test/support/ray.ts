import type { StringMap } from '../../src/decision/pod/pod.ts';
import { owner, type PodParts } from './pods.ts';

/** Members of the RayCluster `cluster`, which `rayCluster` makes. */
export const WORKER: PodParts = {
  labels: { 'ray.io/node-type': 'worker' },
  owner: owner('ray.io/v1', 'RayCluster', 'cluster'),
};
export const HEAD: PodParts = { ...WORKER, labels: { 'ray.io/node-type': 'head' } };

/** The same pod with more labels. */
export const withLabels = (parts: PodParts, labels: StringMap): PodParts => ({
  ...parts,
  labels: { ...parts.labels, ...labels },
});
