import type { PodAnswer, PodPort, PodProxy } from '../cluster/pod-proxy.ts';
import { by, type ObjectReader, objectsOf } from './object-reader.ts';
import { mapReading, type Reading } from './reading.ts';
import { podStateSchema } from './shapes.ts';

/** A pod of the webhook that runs. */
export interface RunningReplica {
  readonly name: string;
  readonly isEnding: boolean;
}

/** @param labelSelector that chooses pods of the webhook, of one release or of all */
export async function findReplicas(
  reader: ObjectReader,
  namespace: string,
  labelSelector: string,
): Promise<Reading<readonly RunningReplica[]>> {
  const pods = await reader.list(
    { ...objectsOf('v1', 'pods', namespace), selectors: { labelSelector } },
    by(podStateSchema),
  );
  return mapReading(pods, (all) =>
    all
      .filter(({ status }) => status?.phase === 'Running')
      .map(({ metadata }) => ({ name: metadata.name, isEnding: metadata.deletionTimestamp !== undefined })),
  );
}

/** What has to be permitted for it. */
export const PROXY_RULE = { verb: 'get', group: '', resource: 'pods/proxy' } as const;

/** A pod that answers at all does so at once; one that does not must not hold up the others. */
const ASK_MILLIS = 10_000;

/**
 * Asks a pod through the API server, as `kubectl get --raw` would.
 *
 * @throws ApiError where the pod does not answer itself
 */
export const askPod = (proxy: PodProxy, place: PodPort, path: string): Promise<PodAnswer> =>
  proxy.get(place, path, AbortSignal.timeout(ASK_MILLIS));
