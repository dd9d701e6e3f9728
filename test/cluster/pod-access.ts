import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterAccess } from '../../src/cluster/access.ts';
import { inClusterAccess } from '../../src/cluster/in-cluster.ts';
import { callOk } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { apiPort } from './watches/watching.ts';

/** A service account that is there. */
export interface Account {
  namespace: string;
  name: string;
}

/** Lays down what a kubelet gives a pod of this account, and returns the folder. */
export async function accountFolder(cluster: Cluster, { namespace, name }: Account): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const { body } = await callOk(cluster.kubeConfig, 'POST', path, request);
  const folder = join(cluster.folder, 'service-accounts', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.crt'), cluster.authority.cert);
  writeFileSync(join(folder, 'token'), (body as { status: { token: string } }).status.token, { mode: 0o600 });
  return folder;
}

/** A pod's access to the API server, with the files in this folder. */
export const inPod = (cluster: Cluster, folder: string): ClusterAccess =>
  inClusterAccess({ KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(apiPort(cluster)) }, folder);
