import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import { SecretMount } from '../../certificates/secret-mount.ts';
import { makeAuthority } from '../../certificates/test-authority.ts';
import type { Manifest } from '../api.ts';
import { apply, remove } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from '../namespaces.ts';
import { accountFolder, inPod } from '../pod-access.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { ownService } from '../webhook.ts';
import { configuration, registered, SECRET, startReplica, startReplicaWith } from './self-managed-webhook.ts';

const { namespace } = ownService;

/** The roles as the page has them: what people copy is what is proved. */
const page = readFileSync(new URL('../../../docs/certificates.md', import.meta.url), 'utf8');
const [roles = [], checking = [], writing = []] = [...page.matchAll(/^```yaml\n(apiVersion: rbac[\s\S]*?)^```/gm)].map(
  ([, block = '']) => parseAllDocuments(block).map((document) => document.toJS() as Manifest),
);

interface Rule {
  verbs: string[];
}

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
  return inPod(cluster, await accountFolder(cluster, { namespace, name: account }));
}

describeOnCluster('the permissions of certificates', {}, (cluster) => {
  it('are for self-managed ones those of docs/certificates.md: with them a lost Secret and an overwritten bundle are made good', async () => {
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

  it.each([
    { caBundle: 'check', granted: checking, lacking: 'get' },
    { caBundle: 'write', granted: writing, lacking: 'patch' },
  ] as const)('of a mounted certificate with caBundle: $caBundle are enough, and each is needed', async (given) => {
    const { caBundle, granted, lacking } = given;
    expect(granted.map(({ kind }) => kind)).toEqual(['ClusterRole']);
    const authority = await makeAuthority();
    const pair = await authority.issue([`${ownService.name}.${ownService.namespace}.svc`]);
    const mount = new SecretMount({ ...pair, ca: authority.cert });
    onTestFinished(() => mount.remove());
    const registration = { caBundle };
    const start = async (account: string, rules: readonly Manifest[]) =>
      startReplicaWith(cluster(), await podWith(cluster(), account, rules), { tlsCertDir: mount.folder, registration });
    await apply(cluster().kubeConfig, configuration());

    // A rule without a verb is none.
    const fewer = granted.map((role) => ({
      ...role,
      rules: (role['rules'] as Rule[])
        .map((rule) => ({ ...rule, verbs: rule.verbs.filter((verb) => verb !== lacking) }))
        .filter(({ verbs }) => verbs.length > 0),
    }));
    const poor = await start(`${caBundle}-without-${lacking}`, fewer);
    const [line, ...more] = poor.lines(
      `${caBundle === 'write' ? 'caBundle' : 'what is known of caBundle'} cannot be kept up to date; trying again`,
    );
    expect(line?.['problem']).toContain(
      `add the rule {apiGroups: ["admissionregistration.k8s.io"], resources: [mutatingwebhookconfigurations], resourceNames: [gpu-fraction-webhook], verbs: [${lacking}]} to its ClusterRole`,
    );
    expect(more).toEqual([]);
    // What cannot be read takes no readiness away; what was read, and is not right, does.
    expect(poor.certificates.problem() === undefined).toBe(caBundle === 'check');
    await poor.stop();

    const replica = await start(`${caBundle}-complete`, granted);
    if (caBundle === 'check') {
      expect(replica.certificates.problem()).toMatch(/does not hold the issuer of the served certificate/);
    } else {
      await replica.ready();
      expect((await registered(cluster())).bundles).toEqual([authority.cert, authority.cert]);
    }
    expect(await replica.metric('certificate_failures_total{step="registration"}')).toBe(0);
    await replica.stop();
    await remove(cluster().kubeConfig, configuration());
  });
});
