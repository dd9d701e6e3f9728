import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import { inClusterAccess } from '../../../src/cluster/in-cluster.ts';
import type { Manifest } from '../api.ts';
import { apply, callOk, remove } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from '../namespaces.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { apiPort } from '../watches/watching.ts';
import { ownService } from '../webhook.ts';
import { configuration, SECRET, startReplica } from './self-managed-webhook.ts';

const { namespace } = ownService;

/** The roles as the page has them: what people copy is what is proved. */
const page = readFileSync(new URL('../../../docs/certificates.md', import.meta.url), 'utf8');
const roles = parseAllDocuments(/^```yaml\n(apiVersion: rbac[\s\S]*?)^```/m.exec(page)?.[1] ?? '').map(
  (document) => document.toJS() as Manifest,
);

/** A pod's access, by a service account that has these roles. */
async function podWith(cluster: Cluster, account: string, granted: readonly Manifest[]): Promise<ClusterAccess> {
  await ensureNamespace(cluster, namespace);
  await ensureServiceAccounts(cluster, namespace, account);
  for (const role of granted) {
    const name = `${account}-${role.kind.toLowerCase()}`;
    await apply(
      cluster.kubeConfig,
      { ...role, metadata: { ...role.metadata, name } },
      {
        apiVersion: role.apiVersion,
        kind: `${role.kind}Binding`,
        metadata: { ...role.metadata, name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: role.kind, name },
        subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
      },
    );
  }
  const { body } = await callOk(
    cluster.kubeConfig,
    'POST',
    `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  );
  const folder = join(cluster.folder, 'service-accounts', account);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.crt'), cluster.authority.cert);
  writeFileSync(join(folder, 'token'), (body as { status: { token: string } }).status.token, { mode: 0o600 });
  return inClusterAccess(
    { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(apiPort(cluster)) },
    folder,
  );
}

describeOnCluster('the permissions of self-managed certificates', {}, (cluster) => {
  it('are those of docs/certificates.md: with them a lost Secret and an overwritten bundle are made good', async () => {
    expect(roles.map(({ kind }) => kind)).toEqual(['ClusterRole', 'Role']);
    const access = await podWith(cluster(), 'complete', roles);
    await apply(cluster().kubeConfig, configuration());
    const replica = await startReplica(cluster(), access, { authoritySeconds: 24, leafSeconds: 6 });
    await replica.ready();
    await waitFor(
      'both authorities to be noted as registered',
      async () => replica.certificates.problem() === undefined,
    );
    await remove(cluster().kubeConfig, SECRET);
    await waitFor(
      'the Secret to be made again',
      async () => (await replica.metric('ca_rotations_total{cause="missing"}')) === 2,
    );
    await waitFor('a leaf by a new authority', async () => replica.lines('certificate loaded').length > 2);
    expect(replica.lines('certificates cannot be kept up to date; trying again')).toEqual([]);
    await replica.stop();
    await remove(cluster().kubeConfig, configuration());
    await remove(cluster().kubeConfig, SECRET);
  });

  it.each([
    { lacking: 'ClusterRole', resource: 'mutatingwebhookconfigurations.admissionregistration.k8s.io' },
    { lacking: 'Role', resource: 'secrets' },
  ])('that are incomplete are named: without the $lacking it is not ready', async ({ lacking, resource }) => {
    const granted = roles.filter(({ kind }) => kind !== lacking);
    const access = await podWith(cluster(), `without-${lacking.toLowerCase()}`, granted);
    await apply(cluster().kubeConfig, configuration());
    const replica = await startReplica(cluster(), access);
    expect(replica.certificates.problem()).toContain(`${resource} "`);
    expect(replica.certificates.problem()).toContain('cannot get resource');
    await replica.stop();
    await remove(cluster().kubeConfig, configuration());
    await remove(cluster().kubeConfig, SECRET);
  });
});
