import { readPod } from '../../admission/pod-schema.ts';
import { type ObjectReader, objectsOf } from '../../cluster-reading/object-reader.ts';
import type { Reading } from '../../cluster-reading/reading.ts';
import { isOver, podStateSchema } from '../../cluster-reading/shapes.ts';
import type { NamespaceFacts } from '../../decision/known/surroundings.ts';
import type { DecisionSettings } from '../../decision/settings.ts';
import { inScope } from '../scope.ts';
import type { RunningPod } from './snapshot.ts';

/** One list for all namespaces: the pages of a large cluster are fewer than its namespaces. */
export async function readPods(
  reader: ObjectReader,
  namespaces: Reading<readonly NamespaceFacts[]>,
  settings: DecisionSettings,
): Promise<Reading<readonly RunningPod[]>> {
  if (namespaces.kind !== 'read') {
    return namespaces;
  }
  const wanted = new Set(inScope(namespaces.value, settings).map(({ name }) => name));
  const selectors = { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' };
  return reader.list({ ...objectsOf('v1', 'pods'), selectors }, (object) => podIn(object, wanted));
}

/** Of a pod only what is read later: its managed fields alone are often more than half of it. */
export function podIn(object: unknown, wanted: ReadonlySet<string>): RunningPod | null | undefined {
  const { success, data } = podStateSchema.safeParse(object);
  if (success && (isOver(data) || !wanted.has(data.metadata.namespace ?? ''))) {
    return null;
  }
  const reading = readPod(object);
  if (!success || !reading.ok) {
    return undefined;
  }
  const { metadata, spec } = reading.pod;
  const { name, namespace, creationTimestamp } = data.metadata;
  const { labels, annotations, ownerReferences } = metadata;
  const { schedulerName, containers, initContainers, resourceClaims } = spec;
  return {
    namespace: namespace ?? '',
    name,
    createdAt: Date.parse(creationTimestamp ?? ''),
    phase: data.status?.phase ?? '',
    conditions: data.status?.conditions ?? [],
    schedulerName: schedulerName ?? '',
    isOnNode: Boolean(spec.nodeName),
    // Without the node that it has got since, as it was created.
    pod: {
      metadata: { name, namespace: namespace ?? '', labels, annotations, ownerReferences },
      spec: { schedulerName, containers, initContainers, resourceClaims },
    },
  };
}
