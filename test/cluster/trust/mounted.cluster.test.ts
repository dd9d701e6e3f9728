import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { TrustTiming } from '../../../src/certificates/trust/timing.ts';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import { type IssuedSecret, serialOf } from '../../certificates/files/trusted-replica.ts';
import { SecretMount } from '../../certificates/secret-mount.ts';
import { fingerprints } from '../../certificates/self-managed/fake-cluster.ts';
import { makeAuthority } from '../../certificates/test-authority.ts';
import { apply, mergePatch, remove } from '../api.ts';
import { tryPod, untilCalled } from '../called.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn } from '../own-webhook.ts';
import {
  configuration,
  type Replica,
  registered,
  serveAt,
  startReplicaWith,
} from '../self-managed/self-managed-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { administrator } from '../watches/watching.ts';
import { ownService } from '../webhook.ts';

const namespace = 'mounted';

/** As in everyday life, but a day takes 20 s. */
const HURRIED: TrustTiming = { pollMillis: 500, settleMillis: 3000, retireMillis: 3000, foreignMillis: 20_000 };

async function issued(): Promise<IssuedSecret> {
  const authority = await makeAuthority();
  return { ...(await authority.issue([`${ownService.name}.${ownService.namespace}.svc`])), ca: authority.cert };
}

describeOnCluster('a mounted certificate', {}, (cluster) => {
  beforeEach(async () => {
    await remove(cluster().kubeConfig, configuration());
    await ensureNamespace(cluster(), ownService.namespace);
    await ensureNamespace(cluster(), namespace, { labels: optedIn('team-a') });
    await apply(cluster().kubeConfig, configuration());
  });

  async function start(
    caBundle: 'check' | 'write',
    secret: IssuedSecret,
    access?: ClusterAccess,
  ): Promise<{ replica: Replica; mount: SecretMount }> {
    const mount = new SecretMount(secret);
    onTestFinished(() => mount.remove());
    const settings = { tlsCertDir: mount.folder, registration: { caBundle } };
    const replica = await startReplicaWith(cluster(), access ?? (await administrator(cluster())), settings, HURRIED);
    return { replica, mount };
  }

  /** As cert-manager's CA injector, or a person, does it. */
  async function inject(...authorities: readonly string[]): Promise<void> {
    const { object } = await registered(cluster());
    const caBundle = Buffer.from(authorities.join('')).toString('base64');
    const webhooks = object.webhooks.map((webhook) => ({
      ...webhook,
      clientConfig: { ...webhook.clientConfig, caBundle },
    }));
    await mergePatch(cluster().kubeConfig, configuration(), { webhooks });
  }

  const untilProblem = (replica: Replica, problem: RegExp): Promise<unknown> =>
    waitFor(`a problem like ${problem}`, async (saw) => {
      saw(replica.certificates.problem());
      return problem.test(replica.certificates.problem() ?? '');
    });

  const untilServed = (replica: Replica, secret: IssuedSecret): Promise<unknown> =>
    waitFor('the new pair to be served', async () => replica.certificates.current()?.serial === serialOf(secret));

  it('is not ready before somebody has written its issuer into the caBundle, and while it is overwritten', async () => {
    const secret = await issued();
    const { replica } = await start('check', secret);
    expect(replica.certificates.problem()).toMatch(/does not hold the issuer of the served certificate; wait for/);
    await inject(secret.ca);
    await replica.ready();
    await serveAt(cluster(), [replica.server.httpsAddress.port]);
    await untilCalled(cluster(), namespace);
    await inject(cluster().authority.cert);
    await untilProblem(replica, /does not hold the issuer/);
    await inject(secret.ca);
    await replica.ready();
    expect(await replica.metric('ca_bundle_writes_total{change="repaired"}')).toBe(0);
    await replica.stop();
  });

  it('with a new issuer is served when the caBundle has it, and the old one as long as it is trusted', async () => {
    const [first, second, third] = await Promise.all([issued(), issued(), issued()]);
    const { replica, mount } = await start('check', first);
    await inject(first.ca);
    await replica.ready();
    await serveAt(cluster(), [replica.server.httpsAddress.port]);
    await untilCalled(cluster(), namespace);
    // The pair first, and the caBundle later.
    mount.update(second);
    await waitFor(
      'the pair to be noticed',
      async () => replica.lines('certificate rejected; serving the last good one').length === 1,
    );
    expect(await tryPod(cluster(), namespace)).toBe('patched');
    expect(replica.certificates.problem()).toBeUndefined();
    await inject(second.ca);
    await untilServed(replica, second);
    await replica.ready();
    await untilCalled(cluster(), namespace);
    // The caBundle first, and the pair later.
    await inject(third.ca);
    await untilProblem(replica, /does not hold the issuer/);
    mount.update(third);
    await untilServed(replica, third);
    await replica.ready();
    await untilCalled(cluster(), namespace);
    await replica.stop();
  });

  it('stays ready while the API server is away, and also when it starts then', async () => {
    const secret = await issued();
    const real = await administrator(cluster());
    let isAway = false;
    const access: ClusterAccess = {
      get server() {
        return isAway ? new URL('https://127.0.0.1:1') : real.server;
      },
      credentials: (renewed) => real.credentials(renewed),
    };
    await inject(secret.ca);
    const { replica } = await start('check', secret, access);
    expect(replica.certificates.problem()).toBeUndefined();
    isAway = true;
    await waitFor(
      'failures',
      async () => ((await replica.metric('certificate_failures_total{step="registration"}')) ?? 0) > 2,
    );
    expect(replica.certificates.problem()).toBeUndefined();
    const { replica: late } = await start('check', secret, access);
    expect(late.certificates.problem()).toBeUndefined();
    await Promise.all([replica.stop(), late.stop()]);
  });

  it('registers its ca.crt, and through changes of the issuer, replica by replica, no call fails', async () => {
    let secret = await issued();
    const members = [await start('write', secret), await start('write', secret)];
    await Promise.all(members.map(({ replica }) => replica.ready()));
    await serveAt(
      cluster(),
      members.map(({ replica }) => replica.server.httpsAddress.port),
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
    for (let round = 0; round < 3; round += 1) {
      secret = await issued();
      // The kubelets bring it each in its time.
      for (const { mount } of members) {
        mount.update(secret);
        await sleep(5000);
      }
      for (const { replica } of members) {
        await untilServed(replica, secret);
      }
    }
    await waitFor('the old issuers to go', async () =>
      (await registered(cluster())).bundles.every((bundle) => fingerprints(bundle).length === 1),
    );
    over = true;
    await load;
    const patched = outcomes.get('patched') ?? 0;
    expect(Object.fromEntries(outcomes)).toEqual({ patched });
    expect(patched).toBeGreaterThan(100);
    for (const { replica } of members) {
      expect(replica.certificates.problem()).toBeUndefined();
      expect(await replica.metric('request_duration_seconds_count')).toBeGreaterThan(0);
    }
    // Somebody overwrites it: repaired, and nothing else is touched.
    const before = await registered(cluster());
    await inject(cluster().authority.cert);
    await waitFor('the repair', async () =>
      (await registered(cluster())).bundles.every((bundle) => fingerprints(bundle).length === 2),
    );
    expect((await registered(cluster())).rest).toBe(before.rest);
    await untilCalled(cluster(), namespace);
    await Promise.all(members.map(({ replica }) => replica.stop()));
  }, 180_000);
});
