import { DISCOVERY_PATH, Discovery, type Served, type ServedResource } from '../cluster/discovery.ts';
import { type GroupKind, kindKey } from '../manifests/kubernetes-kinds.ts';
import { findSchedulers, QUEUE, SCHEDULER_SIGNS, type SchedulersFound } from '../settings/scheduler-fit.ts';
import { CRD_KINDS } from '../surroundings/from-cluster.ts';
import type { ObjectReader } from './object-reader.ts';
import { type Reading, read } from './reading.ts';

/** What KAI, or Run:ai, keeps beside its queues. */
export const POD_GROUP: GroupKind = { ...QUEUE, kind: 'PodGroup' };
export const BIND_REQUEST: GroupKind = { ...QUEUE, kind: 'BindRequest' };

/** All that anybody here reads, or knows a scheduler by. */
const KINDS = [...CRD_KINDS, ...SCHEDULER_SIGNS, POD_GROUP, BIND_REQUEST];

/** Which of these kinds a cluster serves. */
export const readKinds = (reader: ObjectReader, kinds: readonly GroupKind[] = KINDS): Promise<Reading<Served>> =>
  reader.attempt('the list of kinds', { verb: 'get', group: '', resource: DISCOVERY_PATH }, async () =>
    read(await new Discovery(reader.client, kinds).look(new AbortController().signal)),
  );

export const schedulersIn = (served: Served): SchedulersFound => findSchedulers((sign) => served.has(kindKey(sign)));

/** Reads objects of a kind that a cluster may not have. */
export async function ofKind<T>(
  kinds: Reading<Served>,
  kind: GroupKind,
  request: (resource: ServedResource) => Promise<Reading<T>>,
): Promise<Reading<T>> {
  if (kinds.kind !== 'read') {
    return kinds;
  }
  const resource = kinds.value.get(kindKey(kind));
  return resource === undefined ? { kind: 'missing', what: `${kind.kind} (${kind.group})` } : request(resource);
}
