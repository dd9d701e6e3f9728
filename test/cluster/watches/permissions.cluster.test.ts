import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Manifest } from '../api.ts';
import { apply } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from '../namespaces.ts';
import { accountFolder, inPod } from '../pod-access.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { gangOwners, installOpenCrd, type OpenKind, podDefaults } from './open-crd.ts';
import { watching } from './watching.ts';

const namespace = 'gpu-fraction-webhook';

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** The ClusterRole as the page has it: what people copy is what is proved. */
const page = readFileSync(new URL('../../../docs/watches.md', import.meta.url), 'utf8');
const role = parse(/^kind: ClusterRole\n[\s\S]*?(?=^```)/m.exec(page)?.[0] ?? '') as { rules: Rule[] };

const kinds: readonly OpenKind[] = [podDefaults, ...gangOwners];

/** A service account with a ClusterRole of its own, and the folder that a kubelet would give its pod. */
async function serviceAccount(cluster: Cluster, name: string, rules: Rule[]): Promise<string> {
  await ensureServiceAccounts(cluster, namespace, name);
  await apply(cluster.kubeConfig, clusterRole(name, rules), {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
  return accountFolder(cluster, { namespace, name });
}

const clusterRole = (name: string, rules: Rule[]): Manifest => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});

describeOnCluster('the permissions of a watching server', {}, (cluster) => {
  it('are those of the ClusterRole in docs/watches.md: with them every kind is listed and watched', async () => {
    await ensureNamespace(cluster(), namespace);
    for (const kind of kinds) await installOpenCrd(cluster(), kind);
    const webhook = watching(inPod(cluster(), await serviceAccount(cluster(), 'exact', role.rules)));
    await webhook.ready();
    await ensureNamespace(cluster(), 'seen');
    await waitFor('an event', async () => webhook.store.namespace('seen'));
    for (const { kind } of kinds) {
      expect(await webhook.metric(`lists_total{kind="${kind}",reason="first"}`), kind).toBe(1);
      expect(await webhook.metric(`forbidden{kind="${kind}"}`), kind).toBe(0);
    }
    expect(webhook.lines('permission is missing')).toEqual([]);
    expect(webhook.faults()).toEqual([]);
  });

  it('are all needed: each rule that is left out is named in one line, and readiness does not wait for it', async () => {
    const webhook = watching(inPod(cluster(), await serviceAccount(cluster(), 'none', [])));
    await webhook.ready();
    const missing = role.rules.flatMap(({ apiGroups, resources }) =>
      resources.map((resource) => `{apiGroups: ["${apiGroups[0]}"], resources: [${resource}], verbs: [list]}`),
    );
    await waitFor('a line for each', async () => webhook.lines('permission is missing').length >= missing.length);
    expect(
      webhook
        .lines('permission is missing')
        .map(({ rule }) => rule)
        .sort(),
    ).toEqual(missing.sort());
    expect(await webhook.metric('forbidden{kind="RayCluster"}')).toBe(1);
  });

  it('may come later: the kind is taken up, and nothing has to be restarted', async () => {
    const without = role.rules.filter(({ apiGroups }) => !apiGroups.includes('ray.io'));
    const webhook = watching(inPod(cluster(), await serviceAccount(cluster(), 'less', without)));
    await webhook.ready();
    await waitFor('the line', async () => webhook.lines('permission is missing').length > 0);
    const listOnly = { apiGroups: ['ray.io'], resources: ['rayclusters'], verbs: ['list'] };
    await apply(cluster().kubeConfig, clusterRole('less', [...without, listOnly]));
    const watchRule = '{apiGroups: ["ray.io"], resources: [rayclusters], verbs: [watch]}';
    await waitFor('the line about watch', async () =>
      webhook.lines('permission is missing').some(({ rule }) => rule === watchRule),
    );
    await apply(cluster().kubeConfig, clusterRole('less', role.rules));
    await waitFor('the kind', async () => (await webhook.metric('forbidden{kind="RayCluster"}')) === 0);
  });

  it('survive a token that is turned down: the next one is read from the file at once', async () => {
    const folder = await serviceAccount(cluster(), 'rotated', role.rules);
    const good = readFileSync(join(folder, 'token'), 'utf8');
    writeFileSync(join(folder, 'token'), 'not.a.token');
    const webhook = watching(inPod(cluster(), folder));
    await waitFor('a reason', async () => webhook.problem()?.includes('401'));
    writeFileSync(join(folder, 'token'), good);
    await webhook.ready();
  });
});
