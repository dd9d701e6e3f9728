import type { ApiClient } from '../cluster/client.ts';
import type { Served } from '../cluster/discovery.ts';
import { usableBut } from '../cluster-reading/attempt.ts';
import { readKinds, schedulersIn } from '../cluster-reading/kinds.ts';
import { ObjectReader } from '../cluster-reading/object-reader.ts';
import type { SchedulersFound } from '../settings/scheduler-fit.ts';

/** Which of the kinds that reports read a cluster serves. */
export interface ServedKinds {
  readonly served: Served;
  /** `undefined` where the list of kinds cannot be read. */
  readonly schedulers: SchedulersFound | undefined;
  readonly notes: readonly string[];
}

/** @throws ClusterError where the cluster cannot be used at all */
export async function readServedKinds(client: ApiClient): Promise<ServedKinds> {
  const reader = new ObjectReader(client, { giveUp: usableBut(client.server, 'forbidden') });
  const kinds = await readKinds(reader);
  return kinds.kind === 'read'
    ? { served: kinds.value, schedulers: schedulersIn(kinds.value), notes: [] }
    : {
        served: new Map(),
        schedulers: undefined,
        notes: ['you may not see which kinds the cluster has (/apis), so nothing of a scheduler is read'],
      };
}
