import { readFileSync } from 'node:fs';
import { AuthorizationV1Api } from '@kubernetes/client-node';
import { parse } from 'yaml';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import type { Manifest } from '../api.ts';
import { apply } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from '../namespaces.ts';
import { accountFolder, inPod } from '../pod-access.ts';
import { waitFor } from '../wait.ts';

/** The Role as the page has it: what people copy is what is proved. */
const page = readFileSync(new URL('../../../docs/verify.md', import.meta.url), 'utf8');
const role = parse(/^```yaml\n(apiVersion: rbac[\s\S]*?)^```/m.exec(page)?.[1] ?? '') as Manifest;

const account = { name: 'verify', namespace: 'checks' };

/** Lets the account of these tests do in a namespace what the page's Role says; an API server learns of a new Role after a moment. */
export async function grant(cluster: Cluster, namespace: string): Promise<void> {
  const binding = {
    apiVersion: role.apiVersion,
    kind: 'RoleBinding',
    metadata: { name: role.metadata.name ?? '', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.metadata.name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  };
  await apply(cluster.kubeConfig, { ...role, metadata: { ...role.metadata, namespace } }, binding);
  const authorization = cluster.kubeConfig.makeApiClient(AuthorizationV1Api);
  const body = {
    spec: {
      user: `system:serviceaccount:${account.namespace}:${account.name}`,
      resourceAttributes: { verb: 'create', resource: 'pods', namespace },
    },
  };
  await waitFor(`the Role in namespace ${namespace} to be known`, async (saw) => {
    const { status } = await authorization.createSubjectAccessReview({ body });
    saw(status);
    return status?.allowed;
  });
}

/** A pod's access by that account, which has no other permission. */
export async function podAccess(cluster: Cluster): Promise<ClusterAccess> {
  await ensureNamespace(cluster, account.namespace);
  await ensureServiceAccounts(cluster, account.namespace, account.name);
  return inPod(cluster, await accountFolder(cluster, account));
}
