import type { V1Pod } from '@kubernetes/client-node';
import { expect } from 'vitest';
import type { Manifest } from '../api.ts';
import { create } from '../api.ts';
import { optedIn } from '../own-webhook.ts';
import { waitForPods } from '../pods.ts';
import type { Here } from '../with-webhook.ts';
import { unownedParts } from './unchanged-rest.ts';

/** How a row is set up: in a namespace that opted in, and next to it in one that did not. */
export interface Row {
  /** Name of the namespace; the other one has "-outside" behind it. */
  namespace: string;
  project?: string;
  /** More labels for both namespaces. */
  labels?: Record<string, string>;
  pods?: Parameters<typeof waitForPods>[2];
}

/**
 * Lets a creator make the same workload in a namespace that opted in and in one that did not, and returns the pods of
 * the first. That they differ in nothing but what this program owns is checked here, for every row alike.
 */
export async function sideBySide(
  { cluster, webhook }: Here,
  { namespace, project = 'team-a', labels = {}, pods: waitOptions = {} }: Row,
  make: (namespace: string) => Promise<unknown>,
): Promise<V1Pod[]> {
  const outside = `${namespace}-outside`;
  await webhook.namespace(namespace, { ...optedIn(project), ...labels });
  await webhook.namespace(outside, { 'kai/project': project, ...labels });
  await make(namespace);
  await make(outside);
  const pods = await waitForPods(cluster, namespace, waitOptions);
  const untouched = await waitForPods(cluster, outside, waitOptions);

  expect(unownedParts(pods, namespace, webhook.settings.decision)).toEqual(
    unownedParts(untouched, outside, webhook.settings.decision),
  );
  return pods;
}

/** A creator that is one object; the webhook learns of it as its watches would. */
export function creating({ cluster, webhook }: Here, manifest: Manifest): (namespace: string) => Promise<Manifest> {
  return (namespace) => {
    const placed = { ...manifest, metadata: { ...manifest.metadata, namespace } };
    webhook.knows(placed);
    return create(cluster.kubeConfig, placed);
  };
}
