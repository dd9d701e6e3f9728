import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { create, type Manifest } from '../api.ts';
import { createAuthority, type KeyPair } from '../credentials.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn, probe } from '../own-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { ownService, registerOther, registerWebhook } from '../webhook.ts';
import { startWebhookProgram } from '../webhook-program.ts';

const namespace = 'client-certificate';

/** What a cluster's administrator writes, as docs/limits.md says. */
const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-admission-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const authority = await createAuthority();
const client = await authority.client('kube-apiserver', []);
const file = (name: string): string => join(folder, name);

writeFileSync(file('client-ca.crt'), authority.cert);
writeFileSync(file('client.crt'), client.cert);
writeFileSync(file('client.key'), client.key, { mode: 0o600 });
writeFileSync(
  file('admission.yaml'),
  `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
  - name: MutatingAdmissionWebhook
    configuration:
      apiVersion: apiserver.config.k8s.io/v1
      kind: WebhookAdmissionConfiguration
      kubeConfigFile: ${file('webhooks.kubeconfig')}
`,
);
writeFileSync(
  file('webhooks.kubeconfig'),
  `apiVersion: v1
kind: Config
users:
  - name: ${ownService.name}.${ownService.namespace}.svc
    user:
      client-certificate: ${file('client.crt')}
      client-key: ${file('client.key')}
`,
);

const surroundings: Manifest[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: optedIn('team-a') } },
];

describeOnCluster(
  'an API server that shows a client certificate',
  { apiServerFlags: [`--admission-control-config-file=${file('admission.yaml')}`] },
  (cluster) => {
    const caBundle = (): string => cluster().authority.cert;
    let port = 0;

    it('is answered where clientCaFile has its authority', async () => {
      await ensureNamespace(cluster(), namespace, { labels: optedIn('team-a') });
      ({ port } = await startWebhookProgram(cluster(), 'webhook', {
        surroundings,
        flags: [`--client-ca-file=${file('client-ca.crt')}`],
      }));
      await registerWebhook(cluster(), { port, caBundle: caBundle(), by: 'service', failurePolicy: 'Fail' });
      await waitFor('the pod to be routed', async (saw) => {
        const { spec } = await create(cluster().kubeConfig, probe(namespace), '?dryRun=All');
        saw(spec);
        return (spec as { schedulerName: string }).schedulerName === 'kai-scheduler';
      });
    });

    it('is the only one who is', async () => {
      expect(await statusFor(port, undefined)).toBe(401);
      expect(await statusFor(port, await cluster().authority.client('kubelet', []))).toBe(403);
    });

    it('says 401 where it has no certificate for a name, which only a policy of Fail makes visible', async () => {
      // Its kubeconfig has a user for the Service's name, and none for this address.
      await registerOther(cluster(), {
        name: 'by-address',
        port,
        path: '/mutate',
        caBundle: caBundle(),
        service: { name: 'by-address', namespace: 'nowhere' },
        by: 'url',
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        failurePolicy: 'Fail',
      });
      const message = await waitFor('the pod to be refused', async (saw) => {
        const error = await create(cluster().kubeConfig, probe(namespace), '?dryRun=All').then(
          () => undefined,
          (caught: Error) => caught,
        );
        saw(error);
        return error?.message;
      });
      expect(message).toMatch(/failed calling webhook "by-address\.nowhere\.svc"/);
      // What its client makes of 401; our sentence it does not show.
      expect(message).toMatch(/the server has asked for the client to provide credentials/);
    });
  },
);

function statusFor(port: number, pair: KeyPair | undefined): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path: '/mutate', method: 'POST', rejectUnauthorized: false, agent: false, ...pair },
      (answer) => resolve(answer.resume().statusCode),
    );
    call.on('error', reject).end();
  });
}
