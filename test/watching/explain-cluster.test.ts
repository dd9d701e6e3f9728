import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Ended, runProgram } from '../support/program.ts';
import { discovery, FakeApiServer, item, json, list, status } from './fake-api-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pod = join(folder, 'pod.yaml');
writeFileSync(
  pod,
  `{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: alice, labels: {pick: half}}, spec: {containers: [{name: c}]}}`,
);

const NAMESPACES = '/api/v1/namespaces';
const POD_DEFAULTS = '/apis/kubeflow.org/v1alpha1/poddefaults';
const alice = {
  metadata: {
    name: 'alice',
    labels: {
      'runai-injection': 'enabled',
      'runai/queue': 'team-a',
      'app.kubernetes.io/part-of': 'kubeflow-profile',
    },
  },
};
const half = {
  ...item('half'),
  spec: { selector: { matchLabels: { pick: 'half' } }, annotations: { 'gpu-fraction': '0.5' } },
};

/** A kubeconfig with one context, without credentials. */
function kubeconfig(server: string, name = 'config'): string {
  const file = join(folder, name);
  const config = {
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'me', user: {} }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'me' } }],
    'current-context': 'c',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const run = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  runProgram(args, { env: { ...process.env, HOME: folder, KUBECONFIG: '', ...environment } });

const explain = (...args: string[]) => run(['explain', '-f', pod, '--cluster', ...args]);

describe('explain --cluster', () => {
  it('knows what the cluster knows: the namespace’s project, and a PodDefault that will be applied', async () => {
    const server = await new FakeApiServer()
      .get(NAMESPACES, list([alice], '1', 'more'), list([], '1'))
      .get('/apis', discovery(['kubeflow.org', 'v1alpha1', 'PodDefault']))
      .get(POD_DEFAULTS, list([half, { ...item('broken'), spec: {} }], '1'))
      .start();
    const { code, stdout, stderr } = await explain('--kubeconfig', kubeconfig(server.url));
    expect(code).toBe(0);
    expect(stdout).toContain('team-a');
    expect(stdout).toContain('half');
    expect(stderr).toContain('PodDefault alice/broken in the cluster: spec.selector');
    expect(server.calls.filter(({ query }) => query.has('watch'))).toEqual([]);
  });

  it('takes files beside it, which say otherwise', async () => {
    const server = await new FakeApiServer()
      .get(NAMESPACES, list([alice], '1'))
      .get('/apis', discovery())
      .start();
    const other = join(folder, 'namespace.yaml');
    writeFileSync(
      other,
      '{apiVersion: v1, kind: Namespace, metadata: {name: alice, labels: {runai-injection: enabled, runai/queue: team-b}}}',
    );
    const flags = ['--kubeconfig', kubeconfig(server.url), '--namespace-manifest', other, '--route', 'all'];
    const { stdout } = await explain(...flags);
    expect(stdout).toContain('team-b');
    expect(stdout).not.toContain('team-a');
  });

  it.each<[string, FakeApiServer, RegExp]>([
    [
      'something is forbidden',
      new FakeApiServer().get('/apis', discovery()).get(NAMESPACES, status(403)),
      /you may not list namespaces in all namespaces; ask for it .*--namespace-manifest/,
    ],
    [
      'the login has expired',
      new FakeApiServer().get('/apis', status(401, 'Unauthorized')),
      /credentials were not accepted \(HTTP 401: Unauthorized\); log in again/,
    ],
    [
      'the API server is out of order',
      new FakeApiServer().get('/apis', status(500, 'no leader')),
      /HTTP 500: no leader; try again/,
    ],
    ['the server is none', new FakeApiServer().get('/apis', json('hello')), /does not list its kinds in one answer/],
  ])('says in one sentence what to do when %s', async (_, fake, message) => {
    const server = await fake.start();
    const { code, stdout, stderr } = await explain('--kubeconfig', kubeconfig(server.url));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each<[string, string[], RegExp]>([
    [
      'nothing answers',
      ['--kubeconfig', kubeconfig('http://127.0.0.1:1', 'dead')],
      /cannot be reached \(.*ECONNREFUSED/,
    ],
    ['there is no kubeconfig', [], /there is no kubeconfig: name one with --kubeconfig FILE, or set KUBECONFIG/],
    [
      'the context does not exist',
      ['--kubeconfig', kubeconfig('http://127.0.0.1:1', 'dead'), '--context', 'x'],
      /no context x/,
    ],
  ])('says in one sentence what to do when %s', async (_, flags, message) => {
    const { code, stderr } = await explain(...flags);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

it.each<[string[], string]>([
  [['explain', '-f', pod, '--context', 'c'], 'add --cluster'],
  [['serve', '--watch', 'off', '--context', 'c'], 'set watch to on'],
  [['serve', '--watch', 'on', '--namespace-manifest', pod], 'set watch to off'],
  [['serve', '--watch', 'on'], 'watch: on needs a cluster: there is no kubeconfig'],
  [['serve', '--certificates', 'self'], 'certificates: self needs a cluster: there is no kubeconfig: name one with'],
  [
    ['serve', '--registration-ca-bundle', 'check'],
    'registration.caBundle: check needs a cluster: there is no kubeconfig',
  ],
  [
    ['serve', '--registration-ca-bundle', 'write'],
    'registration.caBundle: write needs a cluster: there is no kubeconfig',
  ],
  [['serve', '--certificates', 'self', '--registration-ca-bundle', 'off'], 'leave the setting out'],
  [['serve', '--watch', 'yes'], 'use one of auto, on, off'],
])('%j is refused, with what to do instead', async (args, message) => {
  const { code, stderr } = await run(args, { KUBERNETES_SERVICE_HOST: '' });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
