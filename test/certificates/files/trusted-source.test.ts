import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/cluster/api-error.ts';
import { DAY, FakeCluster, fingerprints, HOUR, MINUTE } from '../self-managed/fake-cluster.ts';
import { makeAuthority } from '../test-authority.ts';
import { issued, issuedBy, TrustedReplica } from './trusted-replica.ts';

const authority = await makeAuthority({ expiresInDays: 100 });
const [first, renewed, second] = await Promise.all([issuedBy(authority), issuedBy(authority), issued()]);

/** A cluster in which somebody registered these certificates. */
function clusterWith(...registered: readonly string[]): FakeCluster {
  const cluster = new FakeCluster();
  cluster.now = Date.now();
  cluster.overwriteBundles(registered.join(''));
  return cluster;
}

describe('a mounted certificate whose caBundle others write', () => {
  it('is ready where the API server trusts it, and nothing is written', async () => {
    const cluster = clusterWith(second.ca, first.ca);
    const replica = await TrustedReplica.started(cluster, 'check', first);
    expect(replica.source.problem()).toBeUndefined();
    await replica.pass(2 * DAY, HOUR);
    expect(cluster.bundleWrites).toBe(0);
    expect(replica.observer.events).toEqual([]);
  });

  it('is not ready before its issuer is registered, says so, and is ready soon after', async () => {
    const cluster = clusterWith();
    const replica = await TrustedReplica.started(cluster, 'check', first);
    expect(replica.source.problem()).toBe(
      "the caBundle of by-label, by-prefix in MutatingWebhookConfiguration webhook does not hold the issuer of the served certificate; wait for whoever writes it, such as cert-manager's CA injector, or set registration.caBundle to write, or to off",
    );
    expect(replica.serves(first)).toBe(true);
    cluster.overwriteBundles(first.ca);
    await replica.pass(3000);
    expect(replica.source.problem()).toBeUndefined();
  });

  it('is not ready as long as somebody has overwritten the caBundle, of one webhook or of all', async () => {
    const cluster = clusterWith(first.ca);
    const replica = await TrustedReplica.started(cluster, 'check', first);
    cluster.register(
      cluster.webhooks?.map((webhook, index) => (index === 1 ? { ...webhook, caBundle: second.ca } : webhook)),
    );
    await replica.pass(13_000);
    expect(replica.source.problem()).toMatch(/^the caBundle of by-prefix in /);
    cluster.overwriteBundles(first.ca);
    await replica.pass(3000);
    expect(replica.source.problem()).toBeUndefined();
  });

  it('is not ready with a name that the API server does not ask for', async () => {
    const cluster = clusterWith(authority.cert);
    cluster.register(cluster.webhooks?.map((webhook) => ({ ...webhook, serverName: 'other.system.svc' })));
    const replica = await TrustedReplica.started(cluster, 'check', first);
    expect(replica.source.problem()).toBe(
      'the served certificate is not valid for other.system.svc, by which MutatingWebhookConfiguration webhook has it called; issue it for that name, or correct the registration',
    );
  });

  it('loses no readiness to an API server out of reach, from the start or later, and wins none', async () => {
    const cluster = clusterWith(first.ca);
    cluster.registrationFault = 'no route to host';
    const replica = await TrustedReplica.started(cluster, 'check', first);
    expect(replica.source.problem()).toBeUndefined();
    cluster.registrationFault = undefined;
    await replica.pass(13_000);
    cluster.registrationFault = 'no route to host';
    await replica.pass(DAY, HOUR);
    expect(replica.source.problem()).toBeUndefined();
    cluster.registrationFault = undefined;
    cluster.overwriteBundles('');
    await replica.pass(13_000);
    cluster.registrationFault = 'no route to host';
    await replica.pass(DAY, HOUR);
    expect(replica.source.problem()).toMatch(/does not hold the issuer.*; registration: no route to host$/);
  });

  it('loses no readiness to a permission that is missing, which is asked for more and more seldom', async () => {
    const cluster = clusterWith();
    let reads = 0;
    const registration = cluster.registration();
    cluster.registration = () => ({
      ...registration,
      read: () => {
        reads += 1;
        return Promise.reject(new ApiError('forbidden', 'cannot get'));
      },
    });
    const replica = await TrustedReplica.started(cluster, 'check', first);
    expect(replica.observer.news()).toEqual(['failed registration: cannot get']);
    await replica.pass(HOUR, 5000);
    expect(replica.source.problem()).toBeUndefined();
    expect(reads).toBeLessThan(15);
    const before = reads;
    await replica.pass(HOUR, 5000);
    expect(reads - before).toBeGreaterThan(3);
  });

  it('without a configuration is not ready until there is one', async () => {
    const cluster = clusterWith(first.ca);
    const { webhooks } = cluster;
    cluster.webhooks = undefined;
    const replica = await TrustedReplica.started(cluster, 'check', first);
    expect(replica.source.problem()).toMatch(/^there is no Mutating.*set registration.webhookConfiguration/);
    cluster.webhooks = webhooks;
    await replica.pass(3000);
    expect(replica.source.problem()).toBeUndefined();
  });

  it('that is renewed by the same issuer is taken at once', async () => {
    const replica = await TrustedReplica.started(clusterWith(first.ca), 'check', first);
    await replica.change(renewed, () => replica.serves(renewed));
    expect(replica.source.problem()).toBeUndefined();
  });

  it('that has a new issuer before the caBundle has is served when it is trusted, and the old one until then', async () => {
    const cluster = clusterWith(first.ca);
    const replica = await TrustedReplica.started(cluster, 'check', first);
    await replica.change(second, () => replica.observer.problems.length > 0);
    expect(replica.observer.problems).toEqual([
      expect.stringMatching(
        /^the new certificate has to wait: the caBundle of .* the issuer of the new certificate; wait/,
      ),
    ]);
    await replica.pass(HOUR, MINUTE);
    expect(replica.observer.problems).toHaveLength(1);
    expect(replica.serves(first)).toBe(true);
    expect(replica.source.problem()).toBeUndefined();
    cluster.overwriteBundles(second.ca);
    await replica.pass(13_000);
    expect(replica.serves(second)).toBe(true);
    expect(replica.source.problem()).toBeUndefined();
  });

  it('that has a new issuer beside the old one in the caBundle waits until every API server knows it', async () => {
    const cluster = clusterWith(first.ca);
    const replica = await TrustedReplica.started(cluster, 'check', first);
    await replica.change(second, () => replica.observer.problems.length > 0);
    cluster.overwriteBundles(first.ca + second.ca);
    await replica.pass(50_000);
    expect(replica.serves(first)).toBe(true);
    await replica.pass(30_000);
    expect(replica.serves(second)).toBe(true);
  });

  it('that has its new issuer in the caBundle first is not ready until the pair comes, and then at once', async () => {
    const cluster = clusterWith(first.ca);
    const replica = await TrustedReplica.started(cluster, 'check', first);
    cluster.overwriteBundles(second.ca);
    await replica.pass(13_000);
    expect(replica.source.problem()).toMatch(/does not hold the issuer of the served certificate/);
    await replica.change(second, () => replica.serves(second));
    expect(replica.source.problem()).toBeUndefined();
  });

  it('that expires goes, also for one that nobody trusts yet', async () => {
    const cluster = clusterWith(first.ca);
    const long = await makeAuthority({ expiresInDays: 100 });
    const longLived = { ...(await long.issue(['webhook.system.svc'], { expiresInDays: 50 })), ca: long.cert };
    const replica = await TrustedReplica.started(cluster, 'check', first);
    await replica.change(longLived, () => replica.observer.problems.length > 0);
    cluster.now += 11 * DAY;
    expect(replica.source.problem()).toMatch(/^expired on/);
    await replica.source.look();
    expect(replica.serves(longLived)).toBe(true);
    expect(replica.source.problem()).toMatch(/does not hold the issuer/);
  });
});

describe('a mounted certificate whose ca.crt is kept in the caBundle', () => {
  it('is registered with every webhook, and ready at once where nobody was trusted before', async () => {
    const cluster = clusterWith();
    const replica = await TrustedReplica.started(cluster, 'write', first);
    expect(replica.source.problem()).toBeUndefined();
    expect(replica.isAccepted()).toBe(true);
    expect(cluster.webhooks?.map(({ caBundle }) => caBundle)).toEqual([first.ca, first.ca]);
    expect(replica.observer.news()).toEqual(['extended: by-label, by-prefix']);
  });

  it('is registered again when somebody overwrites the caBundle', async () => {
    const cluster = clusterWith();
    const replica = await TrustedReplica.started(cluster, 'write', first);
    replica.observer.news();
    cluster.overwriteBundles(second.ca);
    await replica.pass(13_000);
    expect(replica.isAccepted()).toBe(true);
    expect(replica.source.problem()).toBeUndefined();
    expect(fingerprints(cluster.bundle())).toHaveLength(2);
    expect(replica.observer.news()).toEqual(['repaired: by-label, by-prefix']);
  });

  it('beside somebody else’s waits until every API server knows it, and theirs stays for a day', async () => {
    const cluster = clusterWith(second.ca);
    const replica = await TrustedReplica.started(cluster, 'write', first);
    expect(replica.source.problem()).toMatch(/registered just now; waiting until every API server knows it/);
    await replica.pass(80_000);
    expect(replica.source.problem()).toBeUndefined();
    await replica.pass(23 * HOUR, 40_000);
    expect(fingerprints(cluster.bundle())).toHaveLength(2);
    await replica.pass(2 * HOUR, 40_000);
    expect(cluster.bundle()).toBe(first.ca);
    expect(replica.observer.news()).toContain('pruned: by-label, by-prefix');
  });

  it('by another issuer reaches the replicas one after the other, and no call meets a stale caBundle', async () => {
    const cluster = clusterWith();
    const replicas = [
      await TrustedReplica.started(cluster, 'write', first),
      await TrustedReplica.started(cluster, 'write', first),
    ] as const;
    const [early, late] = replicas;
    const areWell = () =>
      expect(replicas.map((replica) => [replica.isAccepted(), replica.source.problem()])).toEqual([
        [true, undefined],
        [true, undefined],
      ]);
    const pass = async (millis: number, step = 13_000) => {
      for (let passed = 0; passed < millis; passed += step) {
        cluster.now += step;
        await Promise.all(replicas.map(({ source }) => source.look()));
        areWell();
      }
    };
    await pass(2 * MINUTE);
    await early.change(second, () => fingerprints(cluster.bundle()).length === 2);
    areWell();
    expect(early.serves(first)).toBe(true);
    await pass(MINUTE / 2);
    expect(early.serves(first)).toBe(true);
    await pass(MINUTE);
    expect(early.serves(second)).toBe(true);
    expect(late.serves(first)).toBe(true);
    await late.change(second, () => late.serves(second));
    await pass(23 * HOUR, 45_000);
    expect(fingerprints(cluster.bundle())).toHaveLength(2);
    await pass(2 * HOUR, 45_000);
    expect(cluster.bundle()).toBe(second.ca);
  }, 60_000);

  it.each([
    { what: 'as it is', spoil: () => undefined },
    { what: 'overwritten in between', spoil: (cluster: FakeCluster) => cluster.overwriteBundles('') },
  ])('whose ca.crt changes before its pair keeps the issuer of the pair, caBundle $what', async ({ spoil }) => {
    const cluster = clusterWith();
    const replica = await TrustedReplica.started(cluster, 'write', first);
    replica.mount.update({ ...first, ca: second.ca });
    await replica.pass(13_000);
    expect(fingerprints(cluster.bundle())).toHaveLength(2);
    spoil(cluster);
    await replica.pass(3 * DAY, 5 * MINUTE);
    expect(fingerprints(cluster.bundle())).toHaveLength(2);
    expect(replica.source.problem()).toBeUndefined();
    await replica.change(second, () => replica.serves(second));
    expect(replica.source.problem()).toBeUndefined();
  });

  it('without ca.crt names the key and the remedy; what somebody else wrote is left alone, and counts', async () => {
    const cluster = clusterWith(second.ca);
    const { ca: _, ...pair } = first;
    const replica = await TrustedReplica.started(cluster, 'write', pair);
    const { folder } = replica.mount;
    const sentence = `ca.crt is missing in the certificate folder ${folder}: add the key ca.crt, with the certificate of the issuer, to the Secret, or set registration.caBundle to check and write caBundle yourself`;
    expect(replica.source.problem()).toMatch(/^the caBundle of by-label, by-prefix in .* does not hold the issuer/);
    expect(replica.source.problem()).toContain(`; secret: ${sentence}`);
    expect(replica.observer.news()).toEqual([`failed secret: ${sentence}`]);
    cluster.overwriteBundles(first.ca);
    await replica.pass(3000);
    expect(replica.source.problem()).toBeUndefined();
    expect(cluster.bundleWrites).toBe(0);
    replica.mount.update(first);
    await replica.pass(13_000);
    expect(replica.observer.news()).toContain('recovered secret');
  });

  it('with a ca.crt of somebody else is not ready, and says where to look', async () => {
    const replica = await TrustedReplica.started(clusterWith(), 'write', { ...first, ca: second.ca });
    expect(replica.source.problem()).toMatch(/issuer of the served certificate; see that ca.crt of the Secret holds/);
  });

  it.each([
    {
      what: 'is no PEM',
      ca: 'hello',
      says: /ca\.crt in the certificate folder .* holds no certificate; it has to be PEM/,
    },
    {
      what: 'is broken',
      ca: `${first.ca}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
      says: /has a certificate that cannot be read; it has to be PEM/,
    },
  ])('with a ca.crt that $what writes nothing', async ({ ca, says }) => {
    const cluster = clusterWith();
    const replica = await TrustedReplica.started(cluster, 'write', { ...first, ca });
    expect(replica.source.problem()).toMatch(says);
    expect(cluster.bundleWrites).toBe(0);
  });

  it('with a key in ca.crt publishes the certificate only', async () => {
    const cluster = clusterWith();
    await TrustedReplica.started(cluster, 'write', { ...first, ca: authority.key + first.ca + first.key });
    expect(cluster.bundle()).toBe(first.ca);
  });

  it('is not ready before the registration was read once, and says what the API server said', async () => {
    const cluster = clusterWith();
    cluster.registrationFault = 'cannot get';
    const replica = await TrustedReplica.started(cluster, 'write', first);
    expect(replica.source.problem()).toBe(
      'MutatingWebhookConfiguration webhook has not been read yet; registration: cannot get',
    );
    cluster.registrationFault = undefined;
    await replica.pass(3000);
    expect(replica.source.problem()).toBeUndefined();
  });
});

it.each(['check', 'write'] as const)('a folder without a pair stops the start, with caBundle: %s too', async (duty) => {
  const replica = new TrustedReplica(clusterWith(), duty, { ca: first.ca });
  await expect(replica.source.start()).rejects.toThrow(/tls\.crt.*set tlsCertDir/);
});
