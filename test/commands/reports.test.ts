import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { makePems } from '../certificates/pems.ts';
import { type Ended, runProgram } from '../support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The program as a person starts it who has nothing but this folder. */
const run = (...args: readonly string[]): Promise<Ended> =>
  runProgram(args, { env: { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1' } });

/** A kubeconfig for an API server that is not one. */
function kubeconfig(server: string, user: object = { token: 't' }, trusted = true): string {
  const file = join(folder, `${server.replace(/\W/g, '-')}.json`);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': trusted } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const STATUS = '{"kind":"Status","message":"no\\u001b[2J"}';

/** Answers every request with this status. */
async function answering(status: number, body = STATUS): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return kubeconfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** An API server of an authority that the kubeconfig does not name. */
async function ofUnknownAuthority(): Promise<{ readonly config: string; readonly authority: string }> {
  const { cert, key } = await makePems();
  const server = createSecureServer({ cert, key }, (_request, response) => response.writeHead(401).end(STATUS));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, cert);
  const { port } = server.address() as AddressInfo;
  return { config: kubeconfig(`https://localhost:${port}`, {}, false), authority };
}

const why = ['why', 'lab-0'] as const;

describe('why, namespaces and doctor', () => {
  it('say how to trust an API server whose authority the kubeconfig does not name', async () => {
    const { config, authority } = await ofUnknownAuthority();
    const flags = [...why, '--kubeconfig', config];

    const before = await run(...flags);
    const after = await runProgram(flags, { env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: authority } });

    expect(before.code).toBe(2);
    expect(before.stderr).toMatch(/certificate.*in the kubeconfig.*or its file in NODE_EXTRA_CA_CERTS/);
    expect(after.stderr).toMatch(/the credentials were not accepted/);
  });

  it.each<[string, readonly string[], () => Promise<readonly string[]> | readonly string[], RegExp]>([
    [
      'there is no kubeconfig',
      why,
      () => [],
      /there is no kubeconfig: name one with --kubeconfig FILE, or set KUBECONFIG/,
    ],
    [
      'the cluster is out of reach',
      why,
      () => ['--kubeconfig', kubeconfig('http://127.0.0.1:1')],
      /cluster http:\/\/127\.0\.0\.1:1: the API server cannot be reached \(.*\); choose another --context or --kubeconfig/,
    ],
    [
      'the cluster is out of reach',
      ['namespaces'],
      () => ['--kubeconfig', kubeconfig('http://127.0.0.1:1')],
      /the API server cannot be reached/,
    ],
    [
      'the credentials are too old',
      why,
      async () => ['--kubeconfig', await answering(401)],
      /the credentials were not accepted \(HTTP 401: no.*\); log in again, or choose another --context/,
    ],
    [
      'the context is another',
      why,
      () => ['--kubeconfig', kubeconfig('http://127.0.0.1:1'), '--context', 'prod'],
      /the kubeconfig has no context prod: choose with --context one of x/,
    ],
    [
      'the credentials are none that could be sent',
      why,
      () => [
        '--kubeconfig',
        kubeconfig('https://127.0.0.1:1', { 'client-certificate-data': 'AAAA', 'client-key-data': 'AAAA' }),
      ],
      /there are no credentials that can be used \(.*\); correct the kubeconfig/,
    ],
    [
      'a proxy answers in place of the API server',
      why,
      async () => ['--kubeconfig', await answering(200, '<html>log in</html>')],
      /pod lab-0 cannot be read: the answer is not JSON: see whether http:\/\/127\.0\.0\.1:\d+ is an API server, or choose another --context/,
    ],
    [
      'nothing that is a list comes back',
      ['doctor'],
      async () => ['--kubeconfig', await answering(200, '{}')],
      /: deployments\.apps cannot be read: the answer is not a list: see whether http:\/\/127\.0\.0\.1:\d+ is an API server/,
    ],
    [
      'the namespace of the release is none',
      ['doctor', '--namespace', ''],
      async () => ['--kubeconfig', await answering(200, '{}')],
      /"" cannot be the name of a namespace/,
    ],
    [
      'the name of the release is none',
      ['doctor', '--release', 'a,b=c'],
      async () => ['--kubeconfig', await answering(200, '{}')],
      /"a,b=c" cannot be the name of a release/,
    ],
    [
      'the name is none',
      ['why', 'My_Notebook'],
      () => ['--kubeconfig', kubeconfig('http://127.0.0.1:1')],
      /"My_Notebook" cannot be the name of a pod: write small letters/,
    ],
  ])('say in one sentence, with code 2, that %s', async (_, command, flags, sentence) => {
    const { stdout, stderr, code } = await run(...command, ...(await flags()));
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^gpu-fraction-webhook: [^\n]*\n$/);
    expect(stderr.trimEnd()).not.toMatch(/\p{Cc}/u);
  });
});
