import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import { apply, type Manifest } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from '../namespaces.ts';
import { accountFolder, inPod } from '../pod-access.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Role extends Manifest {
  readonly rules: readonly Rule[];
}

/** The roles as the page has them: what people copy is what is proved. */
const page = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8');
const roles = parseAllDocuments(/^```yaml\n(apiVersion: rbac[\s\S]*?)^```/m.exec(page)?.[1] ?? '').map(
  (document) => document.toJS() as Role,
);

/** The resources of the page's rules. */
export const granted: readonly string[] = roles.flatMap(({ rules }) => rules.flatMap(({ resources }) => resources));

const account = { name: 'doctor', namespace: 'doctors' };

/** A pod's access by an account that may do what the page says. */
export async function accessByPage(cluster: Cluster): Promise<ClusterAccess> {
  await ensureNamespace(cluster, account.namespace);
  await ensureServiceAccounts(cluster, account.namespace, account.name);
  await grantAllBut(cluster, []);
  for (const { kind, metadata } of roles) {
    await apply(cluster.kubeConfig, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    });
  }
  return inPod(cluster, await accountFolder(cluster, account));
}

export async function grantAllBut(cluster: Cluster, left: readonly string[]): Promise<void> {
  for (const role of roles) {
    const rules = role.rules
      .map((rule) => ({ ...rule, resources: rule.resources.filter((resource) => !left.includes(resource)) }))
      .filter(({ resources }) => resources.length > 0);
    await apply(cluster.kubeConfig, { ...role, rules });
  }
}
