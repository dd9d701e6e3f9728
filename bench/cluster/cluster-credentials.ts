import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../../test/cluster/control-plane.ts';
import { certificateFolder } from '../../test/cluster/own-webhook.ts';
import type { Credentials } from '../servers/credentials.ts';

/** A serving certificate by the cluster's own authority, which a registration can name. */
export async function clusterCredentials(cluster: Cluster): Promise<Credentials> {
  const folder = await certificateFolder(cluster);
  const caFile = join(cluster.folder, 'bench-ca.crt');
  writeFileSync(caFile, cluster.authority.cert);
  return { folder, certificateFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key'), caFile };
}
