import { availableGroups, buildAll } from '../programs.ts';
import { missingForNode } from './prerequisites.ts';

/** Builds what a node and its tests run, before the first test starts, where there can be a node. */
export default async function setup(): Promise<void> {
  if (missingForNode() !== undefined) return;
  const wanted = ['etcd', 'kubernetes', 'kubernetes-node', 'kubectl', 'helm3', 'helm4', 'argo', 'cert-manager'];
  await buildAll(availableGroups().filter((name) => wanted.includes(name)));
}
