import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ClientCaFile } from '../../../src/certificates/files/client-ca.ts';
import type { Pems } from '../../certificates/pems.ts';
import { makeAuthority } from '../../certificates/test-authority.ts';
import { handshake } from '../raw-connection.ts';
import { reviewOf } from '../reviews.ts';
import { runWebhook } from '../running-webhook.ts';

const authority = await makeAuthority();
const other = await makeAuthority();
const AS_CLIENT = { usage: 'clientAuth', commonName: 'kube-apiserver' } as const;

/** The file of the setting, and what was said about it while it was followed. */
function caFile(content: string) {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-client-ca-'));
  const file = join(folder, 'ca.crt');
  writeFileSync(file, content);
  const said: string[] = [];
  const followed = new ClientCaFile(
    file,
    { taken: () => said.push('taken'), rejected: (problem) => said.push(problem) },
    { settleMillis: 5, pollMillis: 20 },
  );
  onTestFinished(() => {
    followed.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { followed, said, write: (text: string) => writeFileSync(file, text) };
}

/** New connections, with this certificate. */
function callingWith(pems?: Pems): Agent {
  const agent = new Agent({ rejectUnauthorized: false, maxCachedSessions: 0, ...pems });
  onTestFinished(() => agent.destroy());
  return agent;
}

test('a caller with a certificate of the authority is answered', async () => {
  const webhook = await runWebhook({ clientAuthorities: caFile(authority.cert).followed });
  const agent = callingWith(await authority.issue(['client'], AS_CLIENT));
  expect(await webhook.client.review(reviewOf(), { agent })).toMatchObject({ allowed: true });
});

test.each<{ what: string; pems: Pems | undefined; status: number; error: string; says: RegExp }>([
  {
    what: 'without a certificate',
    pems: undefined,
    status: 401,
    error: 'client-certificate-missing',
    says: /clientCaFile/,
  },
  {
    what: 'with a certificate of another authority',
    pems: await other.issue(['client'], AS_CLIENT),
    status: 403,
    error: 'client-certificate-untrusted',
    says: /UNABLE_TO_/,
  },
  {
    what: 'with one that has expired',
    pems: await authority.issue(['client'], { ...AS_CLIENT, expiresInDays: -1 }),
    status: 403,
    error: 'client-certificate-untrusted',
    says: /CERT_HAS_EXPIRED/,
  },
  {
    what: 'with one for servers',
    pems: await authority.issue(['client']),
    status: 403,
    error: 'client-certificate-untrusted',
    says: /INVALID_PURPOSE/,
  },
])('a caller $what is told so, before its body is read', async ({ pems, status, error, says }) => {
  const webhook = await runWebhook({ clientAuthorities: caFile(authority.cert).followed });
  const socket = await handshake(webhook.port, { ...pems });
  onTestFinished(() => void socket.destroy());
  const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  socket.write(
    'POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 7000000\r\n\r\n',
  );
  expect(await answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(await answer).toContain(`"error":"${error}"`);
  expect(await answer).toMatch(says);
  expect(await webhook.metric('body_bytes')).toBe(0);
  expect(await webhook.metric(`bad_requests_total{code="${status}"}`)).toBe(1);
});

test('without the setting nobody is asked for a certificate', async () => {
  const webhook = await runWebhook();
  expect(await webhook.client.review(reviewOf())).toMatchObject({ allowed: true });
});

test('a new authority is taken up, and one that cannot be read is not', async () => {
  const { followed, said, write } = caFile(authority.cert);
  const webhook = await runWebhook({ clientAuthorities: followed });
  const ours = await authority.issue(['client'], AS_CLIENT);
  const theirs = await other.issue(['client'], AS_CLIENT);
  const statusOf = async (pems: Pems) =>
    (await webhook.client.send({ body: reviewOf(), agent: callingWith(pems) })).status;
  expect([await statusOf(ours), await statusOf(theirs)]).toEqual([200, 403]);

  write('nothing\n');
  await expect.poll(() => said).toEqual([expect.stringMatching(/^setting clientCaFile: .* holds no certificate/)]);
  expect(await statusOf(ours)).toBe(200);

  write(`${authority.cert}${other.cert}`);
  await expect.poll(() => said.at(-1)).toBe('taken');
  expect([await statusOf(ours), await statusOf(theirs)]).toEqual([200, 200]);

  write(other.cert);
  await expect.poll(() => statusOf(ours)).toBe(403);
  expect(await statusOf(theirs)).toBe(200);
});

test.each([
  { what: 'is missing', file: '/nowhere/ca.crt', says: /^setting clientCaFile: ENOENT/ },
  {
    what: 'holds no certificate',
    file: 'package.json',
    says: /^setting clientCaFile: package\.json holds no certificate/,
  },
])('a file that $what is refused at the start', ({ file, says }) => {
  const observer = { taken: () => undefined, rejected: () => undefined };
  expect(() => new ClientCaFile(file, observer)).toThrow(says);
});
