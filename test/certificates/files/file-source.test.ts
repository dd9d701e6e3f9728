import { X509Certificate } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { FileCertificateSource } from '../../../src/certificates/files/file-source.ts';
import { makePems, type Pems } from '../pems.ts';
import { RecordingObserver } from '../recording-observer.ts';
import { SecretMount } from '../secret-mount.ts';

const QUICK = { settleMillis: 5, pollMillis: 60_000 };
const POLL_ONLY = { settleMillis: 60_000, pollMillis: 5 };

const DAY_MILLIS = 86_400_000;
const [first, second, expired, future] = await Promise.all([
  makePems(),
  makePems(),
  makePems({ expiresInDays: -1 }),
  makePems({ beginsInDays: 10, expiresInDays: 20 }),
]);
const serialOf = ({ cert }: Pems): string => new X509Certificate(cert).serialNumber;

function mount(files: Partial<Pems>): SecretMount {
  const secret = new SecretMount(files);
  onTestFinished(() => secret.remove());
  return secret;
}

async function open(secret: SecretMount, timing = QUICK, now?: () => Date) {
  const observer = new RecordingObserver();
  const source = new FileCertificateSource(secret.folder, observer, timing, now);
  onTestFinished(() => source.close());
  await source.start();
  return { source, observer };
}

test('the pair in the folder is served from the start, with its expiry', async () => {
  const { source, observer } = await open(mount(first));
  expect(source.current()).toMatchObject({ ...first, serial: serialOf(first) });
  expect(source.current()?.expiresAt).toEqual(new X509Certificate(first.cert).validToDate);
  expect(source.problem()).toBeUndefined();
  expect(observer.loadedSerials).toEqual([serialOf(first)]);
});

const chainWithRubbish = `${first.cert}\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n`;

test.each<{ fault: string; files: Partial<Pems>; says: RegExp }>([
  { fault: 'has no certificate', files: { key: first.key }, says: /tls\.crt.*set tlsCertDir/ },
  { fault: 'has no key', files: { cert: first.cert }, says: /tls\.key.*set tlsCertDir/ },
  {
    fault: 'has a certificate that is not PEM',
    files: { ...first, cert: 'hello' },
    says: /the certificate cannot be read.*PEM/,
  },
  { fault: 'has a key that is not PEM', files: { ...first, key: 'hello' }, says: /the key cannot be read.*PEM/ },
  { fault: 'has a key of another certificate', files: { ...first, key: second.key }, says: /does not belong/ },
  { fault: 'has an expired certificate', files: expired, says: /expired on \d{4}-.*renew it/ },
  {
    fault: 'has a broken certificate down the chain',
    files: { ...first, cert: chainWithRubbish },
    says: /the pair cannot be read/,
  },
])('a folder that $fault stops the start with a message that says so', async ({ files, says }) => {
  const secret = mount(files);
  await expect(open(secret)).rejects.toThrow(says);
  await expect(open(secret)).rejects.toThrow(secret.folder);
});

test('a message about a key that cannot be read holds nothing of the key', async () => {
  const key = first.key.replace(/\n[^\n]{10}/, '\nAAAAAAAAAA');
  const body = key.split('\n')[1] as string;
  let message = '';
  try {
    await open(mount({ ...first, key }));
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain('the key cannot be read');
  expect(message).not.toContain(body.slice(10));
});

test('a swapped Secret is picked up, and listeners are told', async () => {
  const secret = mount(first);
  const { source, observer } = await open(secret);
  const told: string[] = [];
  const end = source.onChange(({ serial }) => told.push(serial));
  secret.update(second);
  await observer.until(() => observer.loadedSerials.length === 2);
  expect(source.current()?.serial).toBe(serialOf(second));
  expect(told).toEqual([serialOf(second)]);
  end();
  secret.update(first);
  await observer.until(() => observer.loadedSerials.length === 3);
  expect(told).toEqual([serialOf(second)]);
});

test('a change is found without notifications too', async () => {
  const secret = mount(first);
  const { source, observer } = await open(secret, POLL_ONLY);
  secret.update(second);
  await observer.until(() => observer.loadedSerials.length === 2);
  expect(source.current()?.serial).toBe(serialOf(second));
});

test('plain files work as well as a mounted Secret', async () => {
  const secret = mount(first);
  rmSync(join(secret.folder, '..data'));
  for (const [file, content] of [
    ['tls.crt', first.cert],
    ['tls.key', first.key],
  ] as const) {
    rmSync(join(secret.folder, file));
    writeFileSync(join(secret.folder, file), content);
  }
  const { source, observer } = await open(secret);
  writeFileSync(join(secret.folder, 'tls.crt'), second.cert);
  writeFileSync(join(secret.folder, 'tls.key'), second.key);
  await observer.until(() => observer.loadedSerials.length === 2);
  expect(source.current()?.serial).toBe(serialOf(second));
});

test.each<{ what: string; files: Partial<Pems>; says: RegExp }>([
  { what: 'torn in the middle', files: { ...second, cert: second.cert.slice(0, 200) }, says: /cannot be read/ },
  { what: 'of two issues', files: { cert: second.cert, key: first.key }, says: /does not belong/ },
  { what: 'expired', files: expired, says: /expired/ },
  { what: 'not valid yet', files: future, says: /not valid before \d{4}-\S+, and it is \d{4}-\S+ here; wait/ },
  { what: 'gone', files: {}, says: /tls\.crt/ },
])(
  'a new pair that is $what is rejected once, the last good one stays, and the next good one is taken',
  async ({ files, says }) => {
    const secret = mount(first);
    const { source, observer } = await open(secret, { settleMillis: 5, pollMillis: 5 });
    secret.update(files);
    await observer.until(() => observer.problems.length > 0);
    expect(observer.problems[0]).toMatch(says);
    expect(source.current()?.serial).toBe(serialOf(first));
    expect(source.problem()).toBeUndefined();
    // Time for more looks at the same pair, which must not be reported each time.
    await sleep(50);
    secret.update(second);
    await observer.until(() => observer.loadedSerials.length === 2);
    expect(source.current()?.serial).toBe(serialOf(second));
    expect(observer.problems).toHaveLength(1);
  },
);

test('a folder that vanishes is reported, and the last good pair stays', async () => {
  const secret = mount(first);
  const { source, observer } = await open(secret, POLL_ONLY);
  secret.remove();
  await observer.until(() => observer.problems.length === 1);
  expect(source.current()?.serial).toBe(serialOf(first));
});

test('a pair that is not valid yet is taken when its time comes, though nothing in the folder changes', async () => {
  let now = new Date();
  const secret = mount(first);
  const { source, observer } = await open(secret, POLL_ONLY, () => now);
  secret.update(future);
  await observer.until(() => observer.problems.length === 1);
  expect(source.current()?.serial).toBe(serialOf(first));
  now = new Date(Date.now() + 15 * DAY_MILLIS);
  await observer.until(() => observer.loadedSerials.length === 2);
  expect(source.current()?.serial).toBe(serialOf(future));
  expect(source.problem()).toBeUndefined();
  expect(observer.problems).toHaveLength(1);
});

test('a first pair that is not valid yet is waited for: it is taken with a problem, which goes by itself', async () => {
  let now = new Date();
  const { source, observer } = await open(mount(future), QUICK, () => now);
  expect(observer.loadedSerials).toEqual([serialOf(future)]);
  expect(source.problem()).toMatch(/^not valid before /);
  now = new Date(Date.now() + 15 * DAY_MILLIS);
  expect(source.problem()).toBeUndefined();
});

test('a pair that is good now replaces a first one that is not valid yet', async () => {
  const secret = mount(future);
  const { source, observer } = await open(secret);
  secret.update(first);
  await observer.until(() => observer.loadedSerials.length === 2);
  expect(source.current()?.serial).toBe(serialOf(first));
  expect(source.problem()).toBeUndefined();
});

test('a listener that throws ends neither the watch nor the process', async () => {
  const secret = mount(first);
  const { source, observer } = await open(secret);
  source.onChange(() => {
    throw new Error('out of order');
  });
  secret.update(second);
  await observer.until(() => observer.loadedSerials.length === 2);
  secret.update(first);
  await observer.until(() => observer.loadedSerials.length === 3);
  expect(observer.listenerFaults).toHaveLength(2);
  expect(source.current()?.serial).toBe(serialOf(first));
});
