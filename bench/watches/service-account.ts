import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply, callOk } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';
import { apiPort } from '../../test/cluster/watches/watching.ts';

const MOUNTED = '/run/secrets/kubernetes.io/serviceaccount';

/** A folder as a pod has it mounted, of a service account that may read everything. */
export async function serviceAccount({ kubeConfig, folder, authority }: Cluster): Promise<string> {
  const name = 'watching';
  await apply(
    kubeConfig,
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
    },
  );
  const path = `/api/v1/namespaces/default/serviceaccounts/${name}/token`;
  const { body } = await callOk(kubeConfig, 'POST', path, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {},
  });
  const made = join(folder, 'service-account');
  mkdirSync(made);
  writeFileSync(join(made, 'token'), (body as { status: { token: string } }).status.token);
  writeFileSync(join(made, 'ca.crt'), authority.cert);
  return made;
}

/** The command that runs another one as if in a pod: its service account is mounted where a pod has it. Needs root. */
export const asInPod = (folder: string, command: readonly string[]): readonly string[] => [
  ...['unshare', '--mount', 'sh', '-c'],
  `mount -t tmpfs none /run && mkdir -p ${MOUNTED} && mount --bind "$0" ${MOUNTED} && exec "$@"`,
  folder,
  ...command,
];

/** Where a pod finds the API server. */
export const environmentInPod = (cluster: Cluster): Readonly<Record<string, string>> => ({
  KUBERNETES_SERVICE_HOST: '127.0.0.1',
  KUBERNETES_SERVICE_PORT: String(apiPort(cluster)),
});
