import type { Manifest } from '../../test/cluster/api.ts';
import { apply } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from '../../test/cluster/namespaces.ts';
import type { PodInput } from './read-corpus.ts';

interface Wants {
  serviceAccountName?: string | null;
  priorityClassName?: string | null;
  runtimeClassName?: string | null;
}

/** What an object can be called. Templates may hold what a script fills in, and their pods are refused for that. */
const OBJECT_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Classes that every API server has. */
const BUILT_IN_PRIORITY = /^system-/;

/** Makes what the API server wants to be there before it accepts a pod: its namespace, account and classes. */
export async function makePrerequisites(
  cluster: Cluster,
  pods: readonly PodInput[],
  labelsOf: (namespace: string) => Record<string, string>,
): Promise<void> {
  for (const [namespace, all] of Map.groupBy(pods, (input) => input.namespace)) {
    await ensureNamespace(cluster, namespace, { labels: labelsOf(namespace) });
    const accounts = namesOf(all, 'serviceAccountName').filter((name) => name !== 'default');
    await ensureServiceAccounts(cluster, namespace, ...accounts);
  }
  const priorities = namesOf(pods, 'priorityClassName').filter((name) => !BUILT_IN_PRIORITY.test(name));
  const classes: Manifest[] = [
    ...priorities.map((name) => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value: 100,
    })),
    ...namesOf(pods, 'runtimeClassName').map((name) => ({
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name },
      handler: name,
    })),
  ];
  await apply(cluster.kubeConfig, ...classes);
}

function namesOf(pods: readonly PodInput[], field: keyof Wants): readonly string[] {
  const names = pods.map(({ pod }) => (pod.spec as Wants)[field]);
  return [...new Set(names.filter((name) => typeof name === 'string' && OBJECT_NAME.test(name)))] as string[];
}
