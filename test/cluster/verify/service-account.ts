import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import { inClusterAccess } from '../../../src/cluster/in-cluster.ts';
import type { Manifest } from '../api.ts';
import { apply, callOk } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from '../namespaces.ts';
import { apiPort } from '../watches/watching.ts';

/** The Role as the page has it: what people copy is what is proved. */
const page = readFileSync(new URL('../../../docs/verify.md', import.meta.url), 'utf8');
const role = parse(/^```yaml\n(apiVersion: rbac[\s\S]*?)^```/m.exec(page)?.[1] ?? '') as Manifest;

const account = { name: 'verify', namespace: 'checks' };

/** Lets the account of these tests do in a namespace what the page's Role says. */
export async function grant(cluster: Cluster, namespace: string): Promise<void> {
  const binding = {
    apiVersion: role.apiVersion,
    kind: 'RoleBinding',
    metadata: { name: role.metadata.name ?? '', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.metadata.name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  };
  await apply(cluster.kubeConfig, { ...role, metadata: { ...role.metadata, namespace } }, binding);
}

/** A pod's access by that account, which has no other permission. */
export async function podAccess(cluster: Cluster): Promise<ClusterAccess> {
  await ensureNamespace(cluster, account.namespace);
  await ensureServiceAccounts(cluster, account.namespace, account.name);
  const path = `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}/token`;
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const { body } = await callOk(cluster.kubeConfig, 'POST', path, request);
  const folder = join(cluster.folder, 'service-accounts', account.name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.crt'), cluster.authority.cert);
  writeFileSync(join(folder, 'token'), (body as { status: { token: string } }).status.token, { mode: 0o600 });
  return inClusterAccess(
    { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(apiPort(cluster)) },
    folder,
  );
}
