import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, type Manifest } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';
import { ensureNamespace } from '../../test/cluster/namespaces.ts';
import { waitForDeployment } from '../../test/cluster/node/workloads.ts';
import { buildGo } from '../go-programs.ts';
import { CONTROLLER_RUNTIME } from '../servers/go-peers.ts';

const NAME = 'controller-runtime';
const NAMESPACE = 'bench';
const PORT = 8443;
const IMAGE = 'gpu-fraction-webhook-bench-controller-runtime:local';

/** How the API server calls it in its metrics. */
export const PEER_WEBHOOK = `${NAME}.${NAMESPACE}.svc`;

/** Puts the program, which needs nothing else, into an image of the local Docker engine. */
export function buildPeerImage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-bench-image-'));
  try {
    copyFileSync(buildGo(CONTROLLER_RUNTIME), join(folder, 'webhook'));
    writeFileSync(
      join(folder, 'Dockerfile'),
      'FROM scratch\nCOPY webhook /webhook\nUSER 65532:65532\nENTRYPOINT ["/webhook"]\n',
    );
    const { status, stderr } = spawnSync('docker', ['build', '--quiet', '--tag', IMAGE, folder], { encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`docker build of ${IMAGE} failed: ${stderr}`);
    }
    return IMAGE;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Takes the image away again. */
export function removePeerImage(): void {
  spawnSync('docker', ['image', 'rm', '--force', IMAGE], { stdio: 'ignore' });
}

/** Installs it as our chart installs ours: as many replicas, with the same requests and limits. */
export async function installPeer(
  cluster: Cluster,
  selected: string,
  like: { readonly replicas: number; readonly resources: object },
): Promise<void> {
  await ensureNamespace(cluster, NAMESPACE, {});
  const { key, cert } = await cluster.authority.serving([PEER_WEBHOOK]);
  const manifests = [secret(key, cert), deployment(like), service(), registration(cluster.authority.cert, selected)];
  await apply(cluster.kubeConfig, ...manifests);
  await waitForDeployment(cluster, NAMESPACE, NAME);
}

const metadata = { name: NAME, namespace: NAMESPACE };
const labels = { app: NAME };

const secret = (key: string, cert: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata,
  type: 'kubernetes.io/tls',
  stringData: { 'tls.key': key, 'tls.crt': cert },
});

const service = (): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { selector: labels, ports: [{ port: 443, targetPort: PORT, protocol: 'TCP' }] },
});

const deployment = ({ replicas, resources }: { readonly replicas: number; readonly resources: object }): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: 'webhook',
            image: `docker.io/library/${IMAGE}`,
            imagePullPolicy: 'IfNotPresent',
            args: ['-cert=/tls/tls.crt', '-key=/tls/tls.key', '-host=0.0.0.0', `-port=${PORT}`],
            ports: [{ containerPort: PORT, protocol: 'TCP' }],
            readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
            resources,
            volumeMounts: [{ name: 'tls', mountPath: '/tls', readOnly: true }],
          },
        ],
        volumes: [{ name: 'tls', secret: { secretName: NAME } }],
      },
    },
  },
});

const registration = (authority: string, selected: string): Manifest => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: NAME },
  webhooks: [
    {
      name: PEER_WEBHOOK,
      clientConfig: {
        service: { name: NAME, namespace: NAMESPACE, path: '/mutate', port: 443 },
        caBundle: Buffer.from(authority).toString('base64'),
      },
      rules: [
        { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: 'Namespaced' },
      ],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': selected } },
      failurePolicy: 'Ignore',
      timeoutSeconds: 3,
      reinvocationPolicy: 'IfNeeded',
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
    },
  ],
});
