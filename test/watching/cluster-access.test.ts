import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ClusterError } from '../../src/cluster/api-error.ts';
import { inClusterAccess, isInCluster } from '../../src/cluster/in-cluster.ts';
import { kubeconfigAccess } from '../../src/cluster/kubeconfig.ts';
import { watchedCluster } from '../../src/commands/cluster-access.ts';

const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-access-'));
afterAll(() => rmSync(folder, { recursive: true }));

function kubeconfig(name: string, more: object = {}): string {
  const file = join(folder, name);
  const config = {
    clusters: [
      { name: 'one', cluster: { server: 'http://127.0.0.1:1' } },
      { name: 'two', cluster: { server: 'http://127.0.0.1:2/below', 'insecure-skip-tls-verify': true } },
      { name: 'nowhere', cluster: { server: 'no address' } },
      { name: 'bare', cluster: { server: 'localhost:6443' } },
    ],
    users: [{ name: 'me', user: { token: 'secret' } }],
    contexts: ['one', 'two', 'nowhere', 'bare'].map((cluster) => ({ name: cluster, context: { cluster, user: 'me' } })),
    'current-context': 'one',
    ...more,
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const file = kubeconfig('config');

describe('a kubeconfig', () => {
  it('leads to the cluster of its current context, or of another that is named, with its credentials', async () => {
    expect((await kubeconfigAccess({ kubeconfig: file }, {})).server.href).toBe('http://127.0.0.1:1/');
    const two = await kubeconfigAccess({ kubeconfig: file, context: 'two' }, {});
    expect(two.server.href).toBe('http://127.0.0.1:2/below');
    expect((await two.credentials(false)).headers).toMatchObject({ Authorization: 'Bearer secret' });
  });

  it.each([
    ['has no such context', { context: 'three' }, {}, 'has no context three: choose with --context one of one, two'],
    ['has no current context', {}, { 'current-context': undefined }, 'has no current context: choose with --context'],
    ['names a cluster without address', { context: 'nowhere' }, {}, 'context nowhere of the kubeconfig has no cluster'],
    ['names a cluster by host and port alone', { context: 'bare' }, {}, 'an address that begins with https://'],
    ['has no contexts', {}, { contexts: [] }, '(it has none)'],
  ])('is refused where it %s', async (_, choice, more, message) => {
    const named = { kubeconfig: kubeconfig('other', more), ...choice };
    const refused = kubeconfigAccess(named, {});
    await expect(refused).rejects.toThrow(ClusterError);
    await expect(refused).rejects.toThrow(message);
  });

  it('may be several files, of which some are not there, and the first one counts where two say the same', async () => {
    const first = kubeconfig('first', {
      clusters: [{ name: 'one', cluster: { server: 'http://127.0.0.1:3' } }],
      'current-context': undefined,
    });
    const environment = { KUBECONFIG: [join(folder, 'none'), first, file].join(delimiter) };
    expect((await kubeconfigAccess({}, environment)).server.href).toBe('http://127.0.0.1:3/');
    expect((await kubeconfigAccess({ context: 'two' }, environment)).server.href).toBe('http://127.0.0.1:2/below');
  });

  it('of $KUBECONFIG is named where none of its files is there', async () => {
    const refused = kubeconfigAccess({}, { KUBECONFIG: ['/none', '/nor-this'].join(delimiter) });
    await expect(refused).rejects.toThrow(/kubeconfig \/none.\/nor-this cannot be read: ENOENT/);
  });

  it('that cannot be read is named, with what to do', async () => {
    const refused = kubeconfigAccess({ kubeconfig: join(folder, 'none') }, {});
    await expect(refused).rejects.toThrow(/kubeconfig .*none cannot be read: ENOENT.*--kubeconfig/);
  });
});

describe('a kubeconfig’s credential plugin', () => {
  /** Waits until its file is there; its arguments and environment hold what nobody else may see. */
  const plugin = (answered: string) => ({
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'sh',
      args: ['-c', `while [ ! -e "${answered}" ]; do sleep 0.05; done; echo '{"status":{"token":"of-plugin"}}'`],
      env: [{ name: 'PLUGIN_SECRET', value: 'hidden' }],
    },
  });

  /** With hands on the clock; the plugin itself takes the time that it takes. */
  async function waitedFor(answered: string) {
    const told: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      told.push(String(text));
      return true;
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
      vi.restoreAllMocks();
    });
    const users = [{ name: 'me', user: plugin(answered) }];
    const access = await kubeconfigAccess({ kubeconfig: kubeconfig('plugin', { users }), context: 'two' }, {});
    return { access, told };
  }

  it('is not named where it answers, and no timer is left of it', async () => {
    const answered = join(folder, 'at-once');
    writeFileSync(answered, '');
    const { access, told } = await waitedFor(answered);
    const waiting = access.credentials(false);
    const timers = vi.getTimerCount();
    await waiting;
    expect({ timers, left: vi.getTimerCount(), told }).toEqual({ timers: 1, left: 0, told: [] });
  });

  it('is named after ten seconds, once and without its arguments, and then waited for as before', async () => {
    const answered = join(folder, 'answered');
    const { access, told } = await waitedFor(answered);
    const waiting = [access.credentials(false), access.credentials(false)];
    vi.advanceTimersByTime(9_999);
    const before = [...told];
    vi.advanceTimersByTime(1);
    writeFileSync(answered, '');
    const [credentials] = await Promise.all(waiting);

    expect(before).toEqual([]);
    expect(told).toEqual([
      "gpu-fraction-webhook: the kubeconfig's credential plugin sh has not answered for 10 s and is waited for: it may want a login, such as in a browser\n",
    ]);
    expect(credentials?.headers).toMatchObject({ Authorization: 'Bearer of-plugin' });
  });
});

describe('a pod’s own access', () => {
  const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };

  it('is there where the kubelet gave it a token and an address', () => {
    const pod = mkdtempSync(join(folder, 'pod-'));
    expect(isInCluster(environment, pod)).toBe(false);
    writeFileSync(join(pod, 'token'), 't');
    expect(isInCluster(environment, pod)).toBe(true);
    expect(isInCluster({}, pod)).toBe(false);
  });

  it('calls an IPv6 address as one, and reads a token anew when the last one was turned down', async () => {
    const pod = mkdtempSync(join(folder, 'pod-'));
    writeFileSync(join(pod, 'ca.crt'), '');
    writeFileSync(join(pod, 'token'), 'first\n');
    const access = inClusterAccess(environment, pod);
    expect(access.server.host).toBe('[fd00::1]');
    const token = async (renewed: boolean) => (await access.credentials(renewed)).headers;
    expect(await token(false)).toEqual({ authorization: 'Bearer first' });
    writeFileSync(join(pod, 'token'), 'second\n');
    expect(await token(false)).toEqual({ authorization: 'Bearer first' });
    expect(await token(true)).toEqual({ authorization: 'Bearer second' });
  });
});

describe('the cluster that a server watches', () => {
  it.each([
    ['none, outside a cluster', { watch: 'auto', hasFiles: false }, undefined],
    ['none, with files', { watch: 'auto', hasFiles: true }, undefined],
    ['none, where watch is off', { watch: 'off', hasFiles: true }, undefined],
    ['that of a kubeconfig that is named', { watch: 'auto', hasFiles: false, kubeconfig: file }, 'http://127.0.0.1:1'],
    ['that of the context', { watch: 'on', hasFiles: false, kubeconfig: file, context: 'two' }, 'http://127.0.0.1:2'],
  ] as const)('is %s', async (_, choice, origin) => {
    expect((await watchedCluster(choice, {}))?.server.origin).toBe(origin);
  });

  it('is that of $KUBECONFIG where watch is on', async () => {
    const access = await watchedCluster({ watch: 'on', hasFiles: false, context: 'one' }, { KUBECONFIG: file });
    expect(access?.server.origin).toBe('http://127.0.0.1:1');
  });

  it.each([
    ['off, and a cluster', { watch: 'off', hasFiles: false, context: 'one' }, 'set watch to on'],
    ['on, and files', { watch: 'on', hasFiles: true }, 'leave it out, or set watch to off'],
    ['a cluster, and files', { watch: 'auto', hasFiles: true, kubeconfig: file }, 'leave it out, or set watch to off'],
  ] as const)('contradicts itself with watch %s', async (_, choice, message) => {
    await expect(watchedCluster(choice, {})).rejects.toThrow(message);
  });
});
