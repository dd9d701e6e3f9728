import { expect, it, onTestFinished } from 'vitest';
import { handshake } from '../../server/raw-connection.ts';
import { reviewOf } from '../../server/reviews.ts';
import { create, type Manifest } from '../api.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn, probe } from '../own-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { registerWebhook } from '../webhook.ts';
import { startWebhookProgram } from '../webhook-program.ts';

const namespace = 'no-room';
const MEBIBYTE = 1024 * 1024;
const HEAD = 'POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** Passes for an API server, by a valid review, from the address that belongs to the host, and then announces a body that never comes. */
async function holdAsKnown(host: string, port: number, bytes: number): Promise<void> {
  const socket = await handshake(port, { host });
  onTestFinished(() => void socket.destroy());
  const review = JSON.stringify(reviewOf({ namespace: 'elsewhere' }));
  const answered = new Promise((resolve) => socket.once('data', resolve));
  socket.write(`${HEAD}Content-Length: ${Buffer.byteLength(review)}\r\n\r\n${review}`);
  await answered;
  socket.write(`${HEAD}Content-Length: ${bytes}\r\n\r\n`);
}

const largePod: Manifest = {
  ...probe(namespace),
  spec: {
    containers: [{ name: 'main', image: 'example.com/none', env: [{ name: 'LARGE', value: 'x'.repeat(2.5e6) }] }],
  },
};

describeOnCluster('an API server whose review finds no room', {}, (cluster) => {
  it('takes the 503 in the middle of its body, and does not wait', async () => {
    await ensureNamespace(cluster(), namespace, { labels: optedIn('team-a') });
    const { port } = await startWebhookProgram(cluster(), 'webhook', {
      surroundings: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: optedIn('team-a') } }],
      flags: ['--body-memory-mebibytes=16'],
    });
    await registerWebhook(cluster(), {
      port,
      caBundle: cluster().authority.cert,
      failurePolicy: 'Fail',
      timeoutSeconds: 10,
    });
    await waitFor('the webhook to be called', async () => {
      const { spec } = await create(cluster().kubeConfig, largePod, '?dryRun=All');
      return (spec as { schedulerName: string }).schedulerName === 'kai-scheduler';
    });

    // From the API server's own address, or it would take their place; and just now, for the same reason.
    const host = cluster().address ?? '127.0.0.1';
    await holdAsKnown(host, port, 7 * MEBIBYTE);
    await holdAsKnown(host, port, 4 * MEBIBYTE);
    const began = performance.now();
    const error = await create(cluster().kubeConfig, largePod, '?dryRun=All').then(
      () => undefined,
      (caught: Error) => caught,
    );
    const seconds = (performance.now() - began) / 1000;

    expect(error?.message).toMatch(/failed calling webhook .*the server is currently unable to handle the request/);
    // Far from the timeout: nothing was waited for.
    expect(seconds).toBeLessThan(3);
    const small = await create(cluster().kubeConfig, probe(namespace), '?dryRun=All');
    expect((small['spec'] as { schedulerName: string }).schedulerName).toBe('kai-scheduler');
  });
});
