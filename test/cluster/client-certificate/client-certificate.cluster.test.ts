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
import { registerOther, registerWebhook } from '../webhook.ts';
import { startWebhookProgram } from '../webhook-program.ts';
import { admissionConfiguration } from './admission-configuration.ts';

const namespace = 'client-certificate';

const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-admission-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const authority = await createAuthority();
const clientCa = join(folder, 'client-ca.crt');
writeFileSync(clientCa, authority.cert);
const flag = admissionConfiguration(folder, await authority.client('kube-apiserver', []));

const surroundings: Manifest[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: optedIn('team-a') } },
];

describeOnCluster('an API server that shows a client certificate', { apiServerFlags: [flag] }, (cluster) => {
  const caBundle = (): string => cluster().authority.cert;
  let port = 0;

  it('is answered where clientCaFile has its authority', async () => {
    await ensureNamespace(cluster(), namespace, { labels: optedIn('team-a') });
    ({ port } = await startWebhookProgram(cluster(), 'webhook', {
      surroundings,
      flags: [`--client-ca-file=${clientCa}`],
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
});

function statusFor(port: number, pair: KeyPair | undefined): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path: '/mutate', method: 'POST', rejectUnauthorized: false, agent: false, ...pair },
      (answer) => resolve(answer.resume().statusCode),
    );
    call.on('error', reject).end();
  });
}
