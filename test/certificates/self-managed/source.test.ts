import { X509Certificate } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SelfManagedSource } from '../../../src/certificates/self-managed/source.ts';
import { ApiServerClock } from '../../../src/cluster/clock.ts';
import { makePems } from '../pems.ts';
import { accepts, DAY, FakeCluster, fingerprints, HOUR, LIFETIMES, MINUTE, NAMES, Replica } from './fake-cluster.ts';
import { RecordingSelfManagedObserver } from './recording-observer.ts';

/** For tests that wait until a leaf's life is over, poll by poll. */
const HOURLY = { ...LIFETIMES, leafMillis: HOUR };

async function started(cluster: FakeCluster, lifetimes = LIFETIMES): Promise<Replica> {
  const replica = new Replica(cluster, lifetimes);
  await replica.source.start();
  onTestFinished(() => replica.source.close());
  return replica;
}

/** A replica that has been running for so long that everything has settled. */
async function settled(cluster: FakeCluster, lifetimes = LIFETIMES): Promise<Replica> {
  const replica = await started(cluster, lifetimes);
  await replica.pass(2 * MINUTE, 20_000);
  replica.observer.news();
  return replica;
}

const caOf = (cluster: FakeCluster, slot: 1 | 2) => new X509Certificate(cluster.secret?.[`ca-${slot}.crt`] ?? '');

describe('the first start', () => {
  it.each([
    { what: 'an empty Secret, as the chart renders it', secret: {} },
    { what: 'no Secret', secret: undefined },
  ])('with $what: two authorities, both registered with every webhook, and ready at once', async ({ secret }) => {
    const cluster = new FakeCluster();
    cluster.secret = secret;
    const { source, observer, isAccepted } = await started(cluster).then((replica) => ({
      source: replica.source,
      observer: replica.observer,
      isAccepted: replica.isAccepted(),
    }));
    expect(source.problem()).toBeUndefined();
    expect(isAccepted).toBe(true);
    expect(observer.news()).toEqual(['rotated: missing', 'extended: by-label, by-prefix']);
    const both = [caOf(cluster, 1).fingerprint256, caOf(cluster, 2).fingerprint256];
    expect(cluster.webhooks?.map(({ caBundle }) => fingerprints(caBundle))).toEqual([both, both]);
  });

  it('makes authorities that expire half a life apart, and a leaf of a day for the names of the Service only', async () => {
    const cluster = new FakeCluster();
    const replica = await started(cluster);
    expect(Date.parse(caOf(cluster, 1).validTo) - cluster.now).toBe(182.5 * DAY);
    expect(Date.parse(caOf(cluster, 2).validTo) - cluster.now).toBe(365 * DAY);
    const leaf = replica.leaf();
    expect(leaf.subjectAltName).toBe(NAMES.map((name) => `DNS:${name}`).join(', '));
    expect(leaf.ca).toBe(false);
    expect(Date.parse(leaf.validTo) - cluster.now).toBe(DAY);
    expect(cluster.now - Date.parse(leaf.validFrom)).toBe(HOUR);
    // And how much of its life is left is told by when it was issued.
    expect(replica.source.current()?.issuedAt).toEqual(new Date(cluster.now));
    expect(leaf.verify(caOf(cluster, 1).publicKey)).toBe(true);
  });

  it('keeps the key of the leaf in memory', async () => {
    const cluster = new FakeCluster();
    const { source } = await started(cluster);
    expect(JSON.stringify(cluster.secret)).not.toContain(JSON.stringify(source.current()?.key).slice(40, 100));
    expect(Object.keys(cluster.secret ?? {}).sort()).toEqual(['ca-1.crt', 'ca-1.key', 'ca-2.crt', 'ca-2.key']);
  });

  it('of five replicas at once ends in one pair of authorities, which all of them use', async () => {
    const cluster = new FakeCluster();
    // Each call is under way for a moment, so that all of them read before the first writes.
    cluster.travel = () => new Promise((resolve) => setImmediate(resolve));
    const replicas = await Promise.all(Array.from({ length: 5 }, () => started(cluster)));
    expect(cluster.secretWrites).toBe(1);
    expect(cluster.conflicts).toBeGreaterThan(0);
    expect(replicas.map(({ source }) => source.problem())).toEqual(Array(5).fill(undefined));
    expect(replicas.map((replica) => replica.isAccepted())).toEqual(Array(5).fill(true));
    expect(fingerprints(cluster.bundle())).toHaveLength(2);
    expect(new Set(replicas.map(({ source }) => source.current()?.serial)).size).toBe(5);
  });

  it('with an API server out of reach goes on, is not ready, and says why; and is ready when it comes back', async () => {
    const cluster = new FakeCluster();
    cluster.secretFault = 'connection refused';
    const replica = await started(cluster);
    expect(replica.source.current()).toBeUndefined();
    expect(replica.source.problem()).toBe('not there yet; secret: connection refused');
    cluster.secretFault = undefined;
    await replica.pass(1000);
    expect(replica.source.problem()).toBeUndefined();
    expect(replica.observer.news()).toContain('recovered secret');
  });

  it('without a registration is not ready until there is one', async () => {
    const cluster = new FakeCluster();
    const webhooks = cluster.webhooks;
    cluster.webhooks = undefined;
    const replica = await started(cluster);
    expect(replica.source.problem()).toBe(
      'there is no MutatingWebhookConfiguration webhook; install it, or set registration.webhookConfiguration to the right one',
    );
    cluster.webhooks = [];
    await replica.pass(MINUTE);
    expect(replica.source.problem()).toMatch(/has no webhooks/);
    cluster.webhooks = webhooks;
    await replica.pass(MINUTE);
    expect(replica.source.problem()).toBeUndefined();
    expect(replica.isAccepted()).toBe(true);
  });

  it('that may not write the registration is not ready, and says what the API server said', async () => {
    const cluster = new FakeCluster();
    const registration = cluster.registration();
    cluster.registration = () => ({
      ...registration,
      write: () => Promise.reject(new Error('forbidden: cannot patch')),
    });
    const replica = await started(cluster);
    expect(replica.source.problem()).toBe(
      'the caBundle of by-label, by-prefix in MutatingWebhookConfiguration webhook does not hold the issuer of the served certificate; registration: forbidden: cannot patch',
    );
  });
});

describe('a later start', () => {
  it('takes the authorities that are there, and writes nothing', async () => {
    const cluster = new FakeCluster();
    const first = await settled(cluster);
    const writes = [cluster.secretWrites, cluster.bundleWrites];
    const second = await started(cluster);
    expect([cluster.secretWrites, cluster.bundleWrites]).toEqual(writes);
    expect(second.source.problem()).toBeUndefined();
    expect(second.leaf().issuer).toBe(first.leaf().issuer);
  });

  it('beside replicas that serve with somebody else’s certificate leaves their issuer registered for the life of a leaf', async () => {
    const cluster = new FakeCluster();
    const theirs = await makePems({ expiresInDays: 10_000 });
    cluster.overwriteBundles(theirs.cert);
    const replica = await started(cluster, HOURLY);
    // An API server that has not heard of our authority yet would turn away from us, and not from them.
    expect(replica.source.problem()).toMatch(/registered just now; waiting until every API server knows it/);
    await replica.pass(2 * MINUTE, 10_000);
    expect(replica.source.problem()).toBeUndefined();
    expect(fingerprints(cluster.bundle())).toContain(fingerprints(theirs.cert)[0]);
    await replica.pass(2 * HOUR, 40_000);
    expect(fingerprints(cluster.bundle())).toEqual([caOf(cluster, 1).fingerprint256, caOf(cluster, 2).fingerprint256]);
    expect(replica.observer.news()).toContain('pruned: by-label, by-prefix');
  });
});

describe('a leaf', () => {
  it('is replaced when two thirds of its life are over', async () => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    const { serial } = replica.source.current() ?? {};
    await replica.pass(15 * HOUR);
    expect(replica.source.current()?.serial).toBe(serial);
    await replica.pass(HOUR);
    expect(replica.source.current()?.serial).not.toBe(serial);
    expect(replica.observer.loadedSerials).toHaveLength(2);
  });

  it.each([
    { what: 'a machine that slept for a month', jump: 30 * DAY },
    { what: 'a clock that was set back by a day', jump: -DAY / 2 },
  ])('of $what is replaced at the next look', async ({ jump }) => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    cluster.now += jump;
    expect(replica.source.problem()).toMatch(/expired on|not valid before/);
    await replica.source.look();
    expect(replica.source.problem()).toBeUndefined();
    expect(replica.isAccepted()).toBe(true);
  });

  it('is replaced by the known authorities while the API server is out of reach, which takes no readiness away', async () => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    cluster.secretFault = 'no route to host';
    cluster.registrationFault = 'no route to host';
    const { serial } = replica.source.current() ?? {};
    await replica.pass(10 * DAY, HOUR);
    expect(replica.source.problem()).toBeUndefined();
    expect(replica.source.current()?.serial).not.toBe(serial);
    expect(replica.isAccepted()).toBe(true);
  });
});

describe('the authorities', () => {
  it('take turns: the second signs before the first expires, and there are always two', async () => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    const first = caOf(cluster, 1);
    const second = caOf(cluster, 2);
    await replica.pass(180 * DAY, HOUR);
    expect(replica.leaf().verify(first.publicKey)).toBe(true);
    await replica.pass(2 * DAY, HOUR);
    expect(replica.leaf().verify(second.publicKey)).toBe(true);
    expect(fingerprints(cluster.bundle())).toEqual([first.fingerprint256, second.fingerprint256]);
    await replica.pass(DAY, HOUR);
    expect(fingerprints(cluster.bundle())).toEqual([second.fingerprint256, caOf(cluster, 2).fingerprint256]);
    expect(caOf(cluster, 2).fingerprint256).not.toBe(second.fingerprint256);
    expect(replica.leaf().verify(second.publicKey)).toBe(true);
    // The new one goes in before the old one comes out, in one write.
    expect(replica.observer.news()).toEqual(['rotated: expired', 'extended: by-label, by-prefix']);
  });

  it('of a cluster that was off for three years are made anew', async () => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    cluster.now += 3 * 365 * DAY;
    await replica.source.look();
    expect(replica.isAccepted()).toBe(true);
    expect(replica.source.problem()).toBeUndefined();
  });
});

describe('a clock', () => {
  it.each([
    { what: 'jumps ahead by two years', skew: 730 * DAY },
    { what: 'is set back by a month', skew: -30 * DAY },
  ])('of this machine that $what changes nothing, since the API server says what time it is', async ({ skew }) => {
    const cluster = new FakeCluster();
    let ahead = 0;
    const clock = new ApiServerClock(() => new Date(cluster.now + ahead));
    const travel = async (): Promise<void> => clock.heard(new Date(cluster.now).toUTCString());
    const observer = new RecordingSelfManagedObserver();
    const source = new SelfManagedSource({
      secrets: cluster.secrets({ travel }),
      registration: cluster.registration({ travel }),
      ...{ observer, names: NAMES, lifetimes: LIFETIMES, now: clock.now },
    });
    await source.look();
    const before = { serial: source.current()?.serial, secret: cluster.secret, events: observer.news() };
    ahead = skew;
    await source.look();
    expect(source.problem()).toBeUndefined();
    expect({ serial: source.current()?.serial, secret: cluster.secret }).toEqual({
      serial: before.serial,
      secret: { ...before.secret, 'ca-1.registered': expect.any(String), 'ca-2.registered': expect.any(String) },
    });
    expect(observer.news()).toEqual([]);
    expect(accepts(cluster.bundle(), source.current(), cluster.now)).toBe(true);
  });
});

describe('a Secret', () => {
  it.each([
    { what: 'deleted', damage: () => undefined, cause: 'missing' },
    { what: 'emptied', damage: () => ({}), cause: 'missing' },
    {
      what: 'filled with rubbish',
      damage: () => ({ 'ca-1.crt': 'rubbish', 'ca-1.key': '', 'ca-2.key': 'x' }),
      cause: 'unusable',
    },
  ])(
    'that was $what is filled again, and the old leaf is served until every API server knows the new authorities',
    async ({ damage, cause }) => {
      const cluster = new FakeCluster();
      const replica = await settled(cluster, HOURLY);
      const { serial } = replica.source.current() ?? {};
      const before = fingerprints(cluster.bundle());
      cluster.secret = damage();
      await replica.pass(20_000);
      const after = fingerprints(cluster.bundle());
      expect(after).toHaveLength(4);
      expect(after).toEqual(expect.arrayContaining([...before]));
      expect(replica.source.current()?.serial).toBe(serial);
      expect(replica.source.problem()).toBeUndefined();
      expect(replica.observer.news()[0]).toMatch(new RegExp(`^rotated: ${cause}`));
      await replica.pass(2 * MINUTE, 10_000);
      expect(replica.source.current()?.serial).not.toBe(serial);
      expect(replica.leaf().verify(caOf(cluster, 1).publicKey)).toBe(true);
      await replica.pass(2 * HOUR, 40_000);
      expect(fingerprints(cluster.bundle())).toEqual(after.slice(0, 2));
    },
  );

  it.each([
    { what: 'its first authority', slot: 1, other: 2 },
    { what: 'its second authority', slot: 2, other: 1 },
  ] as const)('that lost $what keeps the other one', async ({ slot, other }) => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    const kept = caOf(cluster, other).fingerprint256;
    const { [`ca-${slot}.crt`]: _cert, [`ca-${slot}.key`]: _key, ...rest } = cluster.secret ?? {};
    cluster.secret = rest;
    await replica.pass(20_000);
    const now = [caOf(cluster, 1).fingerprint256, caOf(cluster, 2).fingerprint256];
    expect(now).toContain(kept);
    expect(replica.leaf().verify(caOf(cluster, (now.indexOf(kept) + 1) as 1 | 2).publicKey)).toBe(true);
    expect(replica.source.problem()).toBeUndefined();
    await replica.pass(2 * MINUTE, 10_000);
    expect(replica.isAccepted()).toBe(true);
  });

  it('with a key that fits another certificate is rubbish, and the key is not told', async () => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    const data = cluster.secret ?? {};
    cluster.secret = { ...data, 'ca-1.key': data['ca-2.key'] ?? '' };
    await replica.pass(20_000);
    expect(replica.observer.news()[0]).toBe(
      'rotated: unusable; ca-1.crt and ca-1.key: the key does not belong to the certificate',
    );
  });

  it('that holds no authority but a serving certificate is rubbish', async () => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    const { cert = '', key = '' } = replica.source.current() ?? {};
    cluster.secret = { ...cluster.secret, 'ca-2.crt': cert, 'ca-2.key': key };
    await replica.pass(20_000);
    expect(replica.observer.news()[0]).toMatch(/ca-2.crt and ca-2.key: the certificate is not that of a self-signed/);
  });

  it('that cannot be written leaves the authorities that are known in use', async () => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    cluster.secret = undefined;
    cluster.secretFault = 'secrets is forbidden';
    await replica.pass(3 * DAY, HOUR);
    expect(replica.source.problem()).toBeUndefined();
    expect(replica.isAccepted()).toBe(true);
  });
});

describe('a caBundle', () => {
  it.each([
    { what: 'emptied', caBundle: '' },
    { what: 'overwritten with rubbish', caBundle: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' },
  ])('that was $what is repaired at the next poll, with the same leaf', async ({ caBundle }) => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    const { serial } = replica.source.current() ?? {};
    cluster.overwriteBundles(caBundle);
    await replica.pass(13_000);
    expect(replica.isAccepted()).toBe(true);
    expect(replica.source.current()?.serial).toBe(serial);
    expect(replica.source.problem()).toBeUndefined();
    expect(replica.observer.news()).toEqual(['repaired: by-label, by-prefix']);
    expect(cluster.bundle()).not.toContain('AAAA');
  });

  it('of one webhook alone is repaired alone', async () => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    cluster.register(cluster.webhooks?.map((webhook, index) => (index === 1 ? { ...webhook, caBundle: '' } : webhook)));
    await replica.pass(13_000);
    expect(replica.observer.news()).toEqual(['repaired: by-prefix']);
  });

  it('that somebody overwrote with a certificate of theirs keeps it for the life of a leaf, and no longer', async () => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster, HOURLY);
    const theirs = await makePems({ expiresInDays: 10_000 });
    cluster.overwriteBundles(theirs.cert);
    await replica.pass(13_000);
    expect(replica.source.problem()).toBeUndefined();
    expect(fingerprints(cluster.bundle())).toHaveLength(3);
    await replica.pass(2 * HOUR, 40_000);
    expect(fingerprints(cluster.bundle())).toHaveLength(2);
  });

  it('that cannot be repaired takes readiness away, since that is a fresh read that disagrees', async () => {
    const cluster = new FakeCluster();
    const write = new Error('forbidden');
    const registration = cluster.registration();
    let isAllowed = true;
    cluster.registration = () => ({
      ...registration,
      write: (...args) => (isAllowed ? registration.write(...args) : Promise.reject(write)),
    });
    const replica = await settled(cluster);
    isAllowed = false;
    cluster.overwriteBundles('');
    await replica.pass(13_000);
    expect(replica.source.problem()).toMatch(
      /does not hold the issuer of the served certificate; registration: forbidden/,
    );
    isAllowed = true;
    await replica.pass(13_000);
    expect(replica.source.problem()).toBeUndefined();
  });

  it('is written by nobody who has not seen the latest version', async () => {
    const cluster = new FakeCluster();
    const replica = await settled(cluster);
    cluster.overwriteBundles('');
    let meetings = 0;
    cluster.travel = async () => {
      // Somebody else changes another webhook between the read and the write.
      if (cluster.bundle() === '' && meetings < 6) {
        meetings += 1;
        cluster.register([...(cluster.webhooks ?? []), { name: `another-${meetings}`, caBundle: '' }]);
      }
    };
    await replica.pass(13_000);
    expect(cluster.webhooks).toHaveLength(8);
    expect(cluster.conflicts).toBeGreaterThan(0);
    expect(cluster.webhooks?.every(({ caBundle }) => accepts(caBundle, replica.source.current(), cluster.now))).toBe(
      true,
    );
  });
});
