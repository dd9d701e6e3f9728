import type * as z from 'zod';
import type { Served } from '../cluster/discovery.ts';
import { BIND_REQUEST, POD_GROUP } from '../cluster-reading/kinds.ts';
import { by, type ObjectReader, objectIn, objectsOf } from '../cluster-reading/object-reader.ts';
import { type Reading, read, valueIn } from '../cluster-reading/reading.ts';
import { ownValue } from '../decision/pod/pod.ts';
import { type GroupKind, kindKey } from '../manifests/kubernetes-kinds.ts';
import type { PodStory, Queue, StoredPod } from '../pod-report/story.ts';
import { QUEUE } from '../settings/scheduler-fit.ts';
import { eventsOf } from './events.ts';
import { bindRequestSchema, podGroupSchema, queueSchema } from './shapes.ts';
import { notesOn } from './words.ts';

/** KAI's podgrouper names the PodGroup on each pod of it. */
const POD_GROUP_ANNOTATION = 'pod-group-name';

type Queueing = Pick<PodStory, 'podGroupEvents' | 'queue' | 'parentQueue' | 'bindRequest'>;

/** What the scheduler keeps about the pod: its PodGroup, that one's queue, and what the binder was told. */
export async function readQueueing(
  reader: ObjectReader,
  served: Served,
  pod: StoredPod,
  namespace: string,
): Promise<{ podGroup: PodStory['podGroup']; parts: Queueing; notes: readonly string[] }> {
  const bindRequest = await readIn(reader, served, BIND_REQUEST, namespace, pod.metadata.name ?? '', bindRequestSchema);
  const bound = valueIn(bindRequest);
  const groupName = ownValue(pod.metadata.annotations ?? {}, POD_GROUP_ANNOTATION);
  const podGroup =
    groupName === undefined ? undefined : await readIn(reader, served, POD_GROUP, namespace, groupName, podGroupSchema);
  if (groupName === undefined || podGroup?.kind !== 'read') {
    return {
      podGroup,
      parts: { podGroupEvents: [], queue: undefined, parentQueue: undefined, bindRequest: bound },
      notes: notesOn(podGroup, 'so why the scheduler waits is not known'),
    };
  }
  const events = await eventsOf(reader, namespace, { kind: 'PodGroup', name: groupName });
  const queue = await readQueue(reader, served, podGroup.value.queue);
  const parent = valueIn(queue)?.parent;
  return {
    podGroup,
    parts: {
      podGroupEvents: events.found,
      queue,
      parentQueue: parent === undefined ? undefined : await readQueue(reader, served, parent),
      bindRequest: bound,
    },
    notes: notesOn(queue, 'so it is not looked at'),
  };
}

async function readIn<T>(
  reader: ObjectReader,
  served: Served,
  kind: GroupKind,
  namespace: string,
  name: string,
  schema: z.ZodType<T>,
): Promise<Reading<T> | undefined> {
  const resource = served.get(kindKey(kind));
  if (resource === undefined) {
    return undefined;
  }
  const objects = objectsOf(resource.apiVersion, resource.resource, namespace);
  return reader.get(objectIn(objects, name), schema, `${kind.kind} ${name}`);
}

/** All of them, since a queue does not tell what stands below it, but for a controller that may not run. */
async function readQueue(reader: ObjectReader, served: Served, name: string): Promise<Reading<Queue> | undefined> {
  const resource = served.get(kindKey(QUEUE));
  if (resource === undefined || name === '') {
    return undefined;
  }
  const what = `queue ${name}`;
  const all = await reader.list(resource, by(queueSchema));
  if (all.kind !== 'read') {
    return reader.get(objectIn(resource, name), queueSchema, what);
  }
  const queue = all.value.find((one) => one.name === name);
  const children = all.value.filter(({ parent }) => parent === name).map((child) => child.name);
  return queue === undefined ? { kind: 'missing', what } : read({ ...queue, children });
}
