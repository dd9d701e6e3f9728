import { asApiError } from '../cluster/api-error.ts';
import type { ApiClient } from '../cluster/client.ts';
import { Discovery, type Served, type ServedResource } from '../cluster/discovery.ts';
import { unusable } from '../cluster/unusable.ts';
import { type GroupKind, kindKey } from '../manifests/kubernetes-kinds.ts';
import { findSchedulers, QUEUE, SCHEDULER_SIGNS, type SchedulersFound } from '../settings/scheduler-fit.ts';
import { CRD_KINDS } from '../surroundings/from-cluster.ts';

const SCHEDULING = 'scheduling.run.ai';

export const KAI_QUEUE: GroupKind = QUEUE;
export const POD_GROUP: GroupKind = { group: SCHEDULING, kind: 'PodGroup' };
export const BIND_REQUEST: GroupKind = { group: SCHEDULING, kind: 'BindRequest' };

/** Which of the kinds that reports read a cluster serves. */
export interface ServedKinds {
  readonly of: (kind: GroupKind) => ServedResource | undefined;
  /** `undefined` where the list of kinds cannot be read. */
  readonly schedulers: SchedulersFound | undefined;
  readonly notes: readonly string[];
}

/** @throws ClusterError where the cluster cannot be used at all */
export async function readServedKinds(client: ApiClient): Promise<ServedKinds> {
  const discovery = new Discovery(client, [...CRD_KINDS, ...SCHEDULER_SIGNS, POD_GROUP, BIND_REQUEST]);
  let served: Served;
  try {
    served = await discovery.look(new AbortController().signal);
  } catch (error) {
    const problem = asApiError(error);
    if (problem.problem !== 'forbidden') {
      throw unusable(client.server, problem);
    }
    const notes = ['you may not see which kinds the cluster has (/apis), so nothing of a scheduler is read'];
    return { of: () => undefined, schedulers: undefined, notes };
  }
  return {
    of: (kind) => served.get(kindKey(kind)),
    schedulers: findSchedulers((sign) => served.has(kindKey(sign))),
    notes: [],
  };
}

/** The objects of a kind in one namespace. */
export const inNamespace = ({ path, resource }: ServedResource, namespace: string): string =>
  `${path.slice(0, path.length - resource.length)}namespaces/${encodeURIComponent(namespace)}/${resource}`;
