import { expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { create } from '../api.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn, probe } from '../own-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { registerWebhook } from '../webhook.ts';
import { startWebhookProgram } from '../webhook-program.ts';

const namespace = 'restart';

describeOnCluster('a restart of the webhook', {}, (cluster) => {
  const surroundings: Manifest[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: optedIn('team-a') } },
  ];

  /** One pod, in a dry run: what the API server made of it, or its error. */
  async function tryPod(): Promise<'routed' | 'missed' | Error> {
    try {
      const { spec } = await create(cluster().kubeConfig, probe(namespace), '?dryRun=All');
      return (spec as { schedulerName: string }).schedulerName === 'kai-scheduler' ? 'routed' : 'missed';
    } catch (error) {
      return error as Error;
    }
  }

  it('misses no pod: the old replica answers until the API server has gone over to the new one', async () => {
    await ensureNamespace(cluster(), namespace, { labels: optedIn('team-a') });
    const flags = ['--lame-duck-seconds=3'];
    const old = await startWebhookProgram(cluster(), 'webhook-old', { surroundings, flags });
    const caBundle = cluster().authority.cert;
    await registerWebhook(cluster(), { port: old.port, caBundle });
    await waitFor('the first replica to be called', async () => (await tryPod()) === 'routed');
    const next = await startWebhookProgram(cluster(), 'webhook-new', { surroundings, flags });

    // As in a rolling update: the endpoints change and the old replica is told to end in the same moment.
    const outcomes: unknown[] = [];
    const ended = Promise.all([registerWebhook(cluster(), { port: next.port, caBundle }), old.program.stop()]);
    let over = false;
    void ended.finally(() => {
      over = true;
    });
    while (!over) outcomes.push(await tryPod());
    await ended;
    for (let count = 0; count < 20; count += 1) outcomes.push(await tryPod());

    expect(outcomes.length).toBeGreaterThan(20);
    expect(outcomes.filter((outcome) => outcome !== 'routed')).toEqual([]);
    expect(old.program.ended()).toBe('exit code 0');
    await waitFor('the log of the new replica', async () => next.decided() > 0);
  });

  it('creates pods without the webhook when it is killed, and refuses none', async () => {
    const outcomes: unknown[] = [];
    const replica = cluster()
      .processes.running()
      .find(({ name }) => name === 'webhook-new');
    expect(await tryPod()).toBe('routed');

    process.kill(replica?.pid ?? 0, 'SIGKILL');

    for (let count = 0; count < 20; count += 1) outcomes.push(await tryPod());
    await waitFor('the end of the replica', async () => replica?.ended());
    outcomes.push(await tryPod());
    expect(outcomes.filter((outcome) => outcome instanceof Error)).toEqual([]);
    expect(outcomes.at(-1)).toBe('missed');
  });
});
