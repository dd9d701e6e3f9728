import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { fingerprints } from '../../certificates/self-managed/fake-cluster.ts';
import { apply, mergePatch, read, remove } from '../api.ts';
import { tryPod, untilCalled } from '../called.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn } from '../own-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { administrator } from '../watches/watching.ts';
import { ownService } from '../webhook.ts';
import { startWebhookProgram } from '../webhook-program.ts';
import { configuration, type Replica, registered, SECRET, serveAt, startReplica } from './self-managed-webhook.ts';

const namespace = 'self-managed';

/** Everything is renewed several times a minute; the shortest that the settings allow is four leaves an authority. */
const SECONDS = { authoritySeconds: 24, leafSeconds: 6 };

/** Certificates end with a whole second, and this process serves, asks and answers at once: a leaf needs seconds to spare. */
const UNDER_LOAD = { authoritySeconds: 72, leafSeconds: 18 };

describeOnCluster('self-managed certificates', {}, (cluster) => {
  beforeEach(async () => {
    await remove(cluster().kubeConfig, configuration());
    await ensureNamespace(cluster(), ownService.namespace);
    await remove(cluster().kubeConfig, SECRET);
    await ensureNamespace(cluster(), namespace, { labels: optedIn('team-a') });
  });

  it('of three replicas are called through rotations of everything and the loss of the Secret, and no call fails', async () => {
    // As the chart does it: an empty Secret, and no bundle.
    await apply(cluster().kubeConfig, { ...SECRET, type: 'Opaque' }, configuration());
    const access = await administrator(cluster());
    const replicas: Replica[] = await Promise.all([1, 2, 3].map(() => startReplica(cluster(), access, UNDER_LOAD)));
    await Promise.all(replicas.map((replica) => replica.ready()));
    await serveAt(
      cluster(),
      replicas.map(({ server }) => server.httpsAddress.port),
    );
    await untilCalled(cluster(), namespace);

    const outcomes = new Map<string, number>();
    let over = false;
    const load = (async () => {
      while (!over) {
        const outcome = await tryPod(cluster(), namespace);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    })();
    // One authority expires after 36 s, and of those that replace the lost ones another after as long.
    await sleep(48_000);
    await remove(cluster().kubeConfig, SECRET);
    await sleep(72_000);
    over = true;
    await load;

    const patched = outcomes.get('patched') ?? 0;
    expect(Object.fromEntries(outcomes)).toEqual({ patched });
    expect(patched).toBeGreaterThan(100);
    const sum = async (series: string): Promise<number> =>
      (await Promise.all(replicas.map((replica) => replica.metric(series)))).reduce<number>((a, b = 0) => a + b, 0);
    // Once for all replicas together, whoever was first.
    expect(await sum('ca_rotations_total{cause="missing"}')).toBe(2);
    expect(await sum('ca_rotations_total{cause="expired"}')).toBeGreaterThanOrEqual(2);
    expect(await sum('ca_bundle_writes_total{change="extended"}')).toBeGreaterThanOrEqual(4);
    for (const replica of replicas) {
      expect(replica.lines('certificate loaded').length).toBeGreaterThan(5);
      expect(await replica.metric('request_duration_seconds_count')).toBeGreaterThan(0);
      expect(replica.certificates.problem()).toBeUndefined();
    }
    await Promise.all(replicas.map((replica) => replica.stop()));
  }, 240_000);

  it('are registered again when somebody overwrites the caBundle, and nothing else is touched', async () => {
    await apply(cluster().kubeConfig, configuration());
    const replica = await startReplica(cluster(), await administrator(cluster()), SECONDS);
    await replica.ready();
    await serveAt(cluster(), [replica.server.httpsAddress.port]);
    await untilCalled(cluster(), namespace);
    // As long as nobody has noted that they are registered, they are missing because they are new.
    await waitFor('the note', async () =>
      Object.keys(((await read(cluster().kubeConfig, SECRET))?.['data'] as object | undefined) ?? {}).includes(
        'ca-2.registered',
      ),
    );
    const before = await registered(cluster());
    expect(before.bundles.map((bundle) => fingerprints(bundle).length)).toEqual([2, 2]);

    const foreign = Buffer.from(cluster().authority.cert).toString('base64');
    const webhooks = before.object.webhooks.map((webhook) => ({
      ...webhook,
      clientConfig: { ...webhook.clientConfig, caBundle: foreign },
    }));
    await mergePatch(cluster().kubeConfig, configuration(), { webhooks });
    await waitFor('the repair', async (saw) => {
      const { bundles } = await registered(cluster());
      saw(bundles);
      return bundles.every((bundle) => fingerprints(bundle).length === 3);
    });

    const after = await registered(cluster());
    expect(after.rest).toBe(before.rest);
    expect(fingerprints(after.bundles[0] ?? '')).toEqual(
      expect.arrayContaining([...fingerprints(before.bundles[0] ?? '')]),
    );
    expect(await replica.metric('ca_bundle_writes_total{change="repaired"}')).toBe(1);
    await untilCalled(cluster(), namespace);
    // What nobody serves with goes when a leaf's life is over.
    await waitFor('the foreign certificate to go', async () =>
      (await registered(cluster())).bundles.every(
        (bundle) => !bundle.includes(cluster().authority.cert.slice(40, 100)),
      ),
    );
    await replica.stop();
  });

  it('are what the program serves with, as it is started in a pod', async () => {
    await apply(cluster().kubeConfig, configuration());
    const replica = await startWebhookProgram(cluster(), 'webhook-self', {
      surroundings: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: optedIn('team-a') } }],
      flags: [
        '--certificates=self',
        `--release-namespace=${ownService.namespace}`,
        `--kubeconfig=${cluster().kubeconfigPath}`,
        '--self-managed-leaf-seconds=600',
        '--lame-duck-seconds=1',
      ],
    });
    await serveAt(cluster(), [replica.port]);
    await untilCalled(cluster(), namespace);
    expect(await tryPod(cluster(), namespace)).toBe('patched');
    await replica.program.stop();
    expect(replica.program.ended()).toBe('exit code 0');
  });

  it('wait for a registration that is installed later, and for one that comes back', async () => {
    const replica = await startReplica(cluster(), await administrator(cluster()), SECONDS);
    expect(replica.certificates.problem()).toMatch(/there is no MutatingWebhookConfiguration gpu-fraction-webhook/);
    await apply(cluster().kubeConfig, configuration());
    await replica.ready();
    await remove(cluster().kubeConfig, configuration());
    await waitFor('the loss to be noticed', async () => replica.certificates.problem() !== undefined);
    await apply(cluster().kubeConfig, configuration());
    await replica.ready();
    await replica.stop();
  });

  it('live beside a Secret that carries more than they need: its labels and annotations stay', async () => {
    const metadata = { ...SECRET.metadata, labels: { owner: 'chart' }, annotations: { note: 'kept' } };
    await apply(cluster().kubeConfig, { ...SECRET, metadata, type: 'Opaque' }, configuration());
    const replica = await startReplica(cluster(), await administrator(cluster()), SECONDS);
    await replica.ready();
    const secret = await read(cluster().kubeConfig, SECRET);
    expect(secret?.metadata).toMatchObject({ labels: { owner: 'chart' }, annotations: { note: 'kept' } });
    expect(Object.keys((secret?.['data'] as object | undefined) ?? {})).toEqual(
      expect.arrayContaining(['ca-1.crt', 'ca-1.key', 'ca-2.crt', 'ca-2.key']),
    );
    // A chart that renders it without data takes none away.
    await apply(cluster().kubeConfig, { ...SECRET, metadata, type: 'Opaque' });
    expect((await read(cluster().kubeConfig, SECRET))?.['data']).toMatchObject({ 'ca-1.crt': expect.any(String) });
    await replica.stop();
  });
});
