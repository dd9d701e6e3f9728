import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { apply } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { startController } from './controllers.ts';
import { installCrds } from './crds.ts';
import { freePort } from './ports.ts';
import type { RunningProgram } from './processes.ts';
import { clientConfig, servingNames } from './webhook.ts';

/** Label of the namespaces in which PodDefaults act. */
export const profileLabels = { 'app.kubernetes.io/part-of': 'kubeflow-profile' };

/** Name of the configuration in Kubeflow up to 1.10, and in the dashboard 2.0. */
export type PodDefaultsName =
  | 'admission-webhook-mutating-webhook-configuration'
  | 'poddefaults-webhook-mutating-webhook-configuration';

/** Starts Kubeflow's PodDefaults webhook and registers it as Kubeflow's manifests do. */
export async function startPodDefaults(
  cluster: Cluster,
  name: PodDefaultsName = 'admission-webhook-mutating-webhook-configuration',
): Promise<RunningProgram> {
  await installCrds(cluster, 'poddefaults');
  const service = { namespace: 'kubeflow', name: name.replace('mutating-webhook-configuration', 'service') };
  const { key, cert } = await cluster.authority.serving(servingNames({ service }));
  const folder = join(cluster.folder, 'poddefaults');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
  const port = await freePort();
  const running = await startController(cluster, {
    group: 'poddefaults',
    program: 'admission-webhook',
    as: 'poddefaults-webhook',
    namespace: service.namespace,
    serviceAccount: 'admission-webhook-service-account',
    args: [
      `--tlsCertFile=${join(folder, 'cert.pem')}`,
      `--tlsKeyFile=${join(folder, 'key.pem')}`,
      `--webhookPort=${port}`,
    ],
    ready: () => acceptsConnections(port),
  });
  await apply(cluster.kubeConfig, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      {
        name: 'admission-webhook-deployment.kubeflow.org',
        clientConfig: await clientConfig(cluster, {
          port,
          path: '/apply-poddefault',
          caBundle: cluster.authority.cert,
          service,
        }),
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        namespaceSelector: { matchLabels: profileLabels },
        failurePolicy: 'Fail',
        sideEffects: 'None',
        // v1beta1 first, as in the manifests: its answers carry no apiVersion, which only v1beta1 forgives.
        admissionReviewVersions: ['v1beta1', 'v1'],
      },
    ],
  });
  return running;
}

function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
