import { ownValue } from '../decision/pod/pod.ts';
import type { GroupKind } from '../manifests/kubernetes-kinds.ts';
import type { Looked, PodStory, Queue, StoredPod } from '../pod-report/story.ts';
import { eventsOf } from './events.ts';
import type { ClusterReader } from './reader.ts';
import { BIND_REQUEST, inNamespace, KAI_QUEUE, POD_GROUP, type ServedKinds } from './served-kinds.ts';
import { bindRequestSchema, podGroupSchema, queueSchema } from './shapes.ts';

/** KAI's podgrouper names the PodGroup on each pod of it. */
const POD_GROUP_ANNOTATION = 'pod-group-name';

type Queueing = Pick<PodStory, 'podGroupEvents' | 'queue' | 'parentQueue' | 'bindRequest'>;

/** What the scheduler keeps about the pod: its PodGroup, that one's queue, and what the binder was told. */
export async function readQueueing(
  reader: ClusterReader,
  kinds: ServedKinds,
  pod: StoredPod,
  namespace: string,
): Promise<{ podGroup: PodStory['podGroup']; parts: Queueing; notes: readonly string[] }> {
  const bindRequest = await readIn(reader, kinds, BIND_REQUEST, namespace, pod.metadata.name ?? '', bindRequestSchema);
  const bound = bindRequest?.kind === 'found' ? bindRequest.object : undefined;
  const groupName = ownValue(pod.metadata.annotations ?? {}, POD_GROUP_ANNOTATION);
  const podGroup =
    groupName === undefined ? undefined : await readIn(reader, kinds, POD_GROUP, namespace, groupName, podGroupSchema);
  if (groupName === undefined || podGroup?.kind !== 'found') {
    return {
      podGroup,
      parts: { podGroupEvents: [], queue: undefined, parentQueue: undefined, bindRequest: bound },
      notes: podGroup?.kind === 'unreadable' ? [`${podGroup.why}, so why the scheduler waits is not known`] : [],
    };
  }
  const events = await eventsOf(reader, namespace, { kind: 'PodGroup', name: groupName });
  const queue = await readQueue(reader, kinds, podGroup.object.queue);
  const parent = queue?.kind === 'found' ? queue.object.parent : undefined;
  return {
    podGroup,
    parts: {
      podGroupEvents: events.found,
      queue,
      parentQueue: parent === undefined ? undefined : await readQueue(reader, kinds, parent),
      bindRequest: bound,
    },
    notes: queue?.kind === 'unreadable' ? [`${queue.why}, so it is not looked at`] : [],
  };
}

async function readIn<T>(
  reader: ClusterReader,
  kinds: ServedKinds,
  kind: GroupKind,
  namespace: string,
  name: string,
  schema: Parameters<typeof reader.look<T>>[1],
): Promise<Looked<T> | undefined> {
  const served = kinds.of(kind);
  return served === undefined
    ? undefined
    : reader.look(`${inNamespace(served, namespace)}/${encodeURIComponent(name)}`, schema, `${kind.kind} ${name}`);
}

/** All of them, since a queue does not tell what stands below it, but for a controller that may not run. */
async function readQueue(reader: ClusterReader, kinds: ServedKinds, name: string): Promise<Looked<Queue> | undefined> {
  const served = kinds.of(KAI_QUEUE);
  if (served === undefined || name === '') {
    return undefined;
  }
  const all = await reader.list({ path: served.path }, queueSchema, 'queues');
  if (all.kind !== 'found') {
    return reader.look(`${served.path}/${encodeURIComponent(name)}`, queueSchema, `queue ${name}`);
  }
  const queue = all.object.find((one) => one.name === name);
  const children = all.object.filter(({ parent }) => parent === name).map((child) => child.name);
  return queue === undefined ? { kind: 'missing' } : { kind: 'found', object: { ...queue, children } };
}
