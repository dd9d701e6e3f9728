import type { ApiClient } from '../../cluster/client.ts';
import { usableBut } from '../../cluster-reading/attempt.ts';
import { ObjectReader } from '../../cluster-reading/object-reader.ts';
import { mapReading, type Reading } from '../../cluster-reading/reading.ts';
import { versionSchema } from './objects.ts';

/**
 * The first request: what cannot be answered at all is known by it.
 *
 * @throws ClusterError where the cluster cannot be used
 */
export async function readVersion(client: ApiClient): Promise<Reading<string>> {
  const reader = new ObjectReader(client, { giveUp: usableBut(client.server, 'forbidden') });
  const place = { group: '', resource: '/version', path: '/version' };
  return mapReading(
    await reader.get(place, versionSchema, 'the version of Kubernetes'),
    ({ gitVersion }) => gitVersion,
  );
}
