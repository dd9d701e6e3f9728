import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { webhookConfiguration } from '../../../src/registration/webhook-configuration.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import { imageName } from '../../image/image-name.ts';
import type { Manifest } from '../api.ts';
import { apply, createSeeing } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from '../namespaces.ts';
import { optedIn, probe } from '../own-webhook.ts';
import { waitFor } from '../wait.ts';
import { ownService, servingNames } from '../webhook.ts';
import { describeOnNode } from './suite.ts';
import { podLog, waitForDeployment } from './workloads.ts';

const { namespace, name } = ownService;

/** Every role that a page of the documentation tells people to make. */
function rolesOf(page: string): Manifest[] {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```yaml\n(apiVersion: rbac[\s\S]*?)^```/gm)].flatMap(([, yaml = '']) =>
    parseAllDocuments(yaml).map((document) => document.toJS() as Manifest),
  );
}

async function grant(cluster: Cluster, account: string, roles: readonly Manifest[]): Promise<void> {
  await ensureServiceAccounts(cluster, namespace, account);
  for (const role of roles) {
    await apply(cluster.kubeConfig, role, {
      apiVersion: role.apiVersion,
      kind: `${role.kind}Binding`,
      metadata: role.metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: role.kind, name: role.metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    });
  }
}

/** The webhook as a Deployment without a chart, restricted as the Pod Security Standard of that name asks. */
function deployment(instance: string, args: string[], pod: object = {}, container: object = {}): Manifest {
  const labels = { app: name, instance };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: instance, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'webhook',
              image: imageName,
              imagePullPolicy: 'IfNotPresent',
              args: ['serve', '--flavour=kai', '--watch=on', ...args],
              env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
              readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 },
              resources: { limits: { memory: '128Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              ...container,
            },
          ],
          ...pod,
        },
      },
    },
  };
}

/** The Service, and the registration by it. Without a bundle that is the program's business. */
async function register(cluster: Cluster, instance: string, caBundle?: string): Promise<void> {
  const { excludedNamespaces, namespacePrefixes } = loadSettings(undefined, {}).decision;
  const made = webhookConfiguration({ excludedNamespaces, namespacePrefixes, service: ownService });
  const webhooks = (made.webhooks ?? []).map((webhook) => ({
    ...webhook,
    clientConfig: {
      ...webhook.clientConfig,
      ...(caBundle !== undefined && { caBundle: Buffer.from(caBundle).toString('base64') }),
    },
  }));
  await apply(
    cluster.kubeConfig,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: ownService,
      spec: { selector: { app: name, instance }, ports: [{ name: 'https', port: 443, targetPort: 8443 }] },
    },
    { ...made, webhooks } as unknown as Manifest,
  );
}

/** Waits until a pod that asks for a project is changed, in a namespace that has opted in. */
async function patched(cluster: Cluster, team: string): Promise<unknown> {
  await ensureNamespace(cluster, team, { labels: optedIn('team-a') });
  return waitFor('a pod to be patched', async (saw) => {
    const { body, warnings } = await createSeeing(cluster.kubeConfig, probe(team), '?dryRun=All');
    saw({ body, warnings });
    const { spec } = body as { spec: { schedulerName: string } };
    return spec.schedulerName !== 'default-scheduler' && spec.schedulerName;
  });
}

const start = async ({ cluster }: { cluster: Cluster }): Promise<void> => {
  await ensureNamespace(cluster, namespace, { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } });
  await grant(cluster, name, [...rolesOf('watches.md'), ...rolesOf('certificates.md')]);
};

describeOnNode('the image of this project on a node', { ownImage: true, start }, (running) => {
  it('serves with the certificate of a mounted Secret, and patches pods by way of its Service', async () => {
    const { cluster } = running();
    const { key, cert } = await cluster.authority.serving(servingNames({ service: ownService }));
    await apply(
      cluster.kubeConfig,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/tls',
        metadata: { name: 'serving-certificate', namespace },
        stringData: { 'tls.crt': cert, 'tls.key': key },
      },
      deployment(
        'mounted',
        [],
        { volumes: [{ name: 'tls', secret: { secretName: 'serving-certificate' } }] },
        { volumeMounts: [{ name: 'tls', mountPath: '/etc/gpu-fraction-webhook/tls', readOnly: true }] },
      ),
    );
    await register(cluster, 'mounted', cluster.authority.cert);
    await waitForDeployment(cluster, namespace, 'mounted');

    expect(await patched(cluster, 'team-mounted')).toBe('kai-scheduler');
  });

  it('serves with certificates of its own, by the permissions that its pages ask for', async () => {
    const { cluster } = running();
    await register(cluster, 'self', undefined);
    await apply(cluster.kubeConfig, deployment('self', ['--certificates=self']));
    const [pod] = await waitForDeployment(cluster, namespace, 'self');

    expect(await patched(cluster, 'team-self')).toBe('kai-scheduler');
    const log = await podLog(cluster, namespace, pod?.metadata?.name ?? '');
    expect(log).toContain('caBundle written');
    expect(log).not.toContain('forbidden');
  });
});
