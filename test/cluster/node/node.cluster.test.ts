import { readFileSync } from 'node:fs';
import { CoreV1Api } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { create, remove } from '../api.ts';
import { kubernetesServiceAddress } from '../api-server-args.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { output } from './machine.ts';
import { describeOnNode } from './suite.ts';
import { isFinished, isReady, podLog, shellPod, waitForPod } from './workloads.ts';

const namespace = 'on-a-node';

const panicBefore = readFileSync('/proc/sys/kernel/panic', 'utf8');

async function finished(cluster: Cluster, name: string) {
  const pod = await waitForPod(cluster, { namespace, name }, 'finished', isFinished);
  return { state: pod.status?.containerStatuses?.[0]?.state?.terminated, log: await podLog(cluster, namespace, name) };
}

describeOnNode('a node', { start: ({ cluster }) => ensureNamespace(cluster, namespace) }, (running) => {
  it('is ready, of the same version as the API server, and gives pods addresses of its own range', async () => {
    const { cluster, node } = running();
    const { spec, status } = await cluster.kubeConfig.makeApiClient(CoreV1Api).readNode({ name: node.name });

    expect(status?.nodeInfo?.kubeletVersion).toBe(cluster.version);
    expect(status?.nodeInfo?.containerRuntimeVersion).toMatch(/^containerd:\/\//);
    expect(spec?.podCIDR).toBe('10.244.0.0/24');
  });

  it('runs a pod that its Service leads to, from another pod and from where the API server runs', async () => {
    const { cluster, node } = running();
    const { kubeConfig } = cluster;
    const serve = '/busybox mkdir /www; echo hello >/www/greeting; exec /busybox httpd -f -p 8080 -h /www';
    await create(
      kubeConfig,
      shellPod(namespace, 'server', serve, {
        readinessProbe: { httpGet: { path: '/greeting', port: 8080 }, periodSeconds: 1 },
      }),
    );
    const service = await create(kubeConfig, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'server', namespace },
      spec: { selector: { app: 'server' }, ports: [{ port: 80, targetPort: 8080 }] },
    });
    const address = (service.spec as unknown as { clusterIP: string }).clusterIP;
    await waitForPod(cluster, { namespace, name: 'server' }, 'ready', isReady);

    const ask = `printf 'GET /greeting HTTP/1.0\\r\\n\\r\\n' | /busybox nc -w 2 ${address} 80`;
    await create(
      kubeConfig,
      shellPod(namespace, 'client', `until ${ask} | /busybox grep hello; do /busybox sleep 0.2; done`),
    );
    expect((await finished(cluster, 'client')).log).toBe('hello\n');
    expect(await node.machine.run('curl', '--silent', '--max-time', '2', `http://${address}/greeting`)).toBe('hello\n');
  });

  it('gives a pod a service account and a way to the API server', async () => {
    const { cluster } = running();
    const line = [
      '/busybox head -c 3 /var/run/secrets/kubernetes.io/serviceaccount/token',
      'echo " $KUBERNETES_SERVICE_HOST"',
      '/busybox nc -w 2 $KUBERNETES_SERVICE_HOST $KUBERNETES_SERVICE_PORT </dev/null && echo connected',
    ].join('; ');
    await create(cluster.kubeConfig, shellPod(namespace, 'in-cluster', line));

    expect((await finished(cluster, 'in-cluster')).log).toBe(`eyJ ${kubernetesServiceAddress}\nconnected\n`);
  });

  it('kills what takes more memory than its limit', async () => {
    const { cluster } = running();
    const resources = { limits: { memory: '20Mi' } };
    await create(cluster.kubeConfig, shellPod(namespace, 'greedy', '/busybox tail /dev/zero', { resources }));

    expect((await finished(cluster, 'greedy')).state).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  });

  it('lets preStop sleep before it sends SIGTERM', async () => {
    const { cluster } = running();
    const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
    const pod = shellPod(
      namespace,
      'patient',
      "trap 'echo SIGTERM; exit 0' TERM; while :; do /busybox sleep 0.1; done",
      {
        lifecycle: { preStop: { sleep: { seconds: 3 } } },
      },
    );
    await create(cluster.kubeConfig, pod);
    await waitForPod(cluster, { namespace, name: 'patient' }, 'ready', isReady);
    // Its log goes with it, so it has to be followed while it ends.
    const log = core.readNamespacedPodLog({ namespace, name: 'patient', follow: true, timestamps: true });
    const deleted = Date.now();
    await remove(cluster.kubeConfig, pod);

    const [line = ''] = (await log).split('\n');
    expect(line).toMatch(/ SIGTERM$/);
    expect(Date.parse(line.split(' ')[0] ?? '') - deleted).toBeGreaterThanOrEqual(3000);
  });

  it('never meets the packet filter, the sysctls and the folders of the machine', async () => {
    const { node } = running();
    const here = await output('iptables-save', []);

    expect(await node.machine.run('iptables-save')).toContain(kubernetesServiceAddress);
    expect(here).not.toContain(kubernetesServiceAddress);
    expect(await node.machine.run('cat', '/proc/sys/kernel/panic_on_oops')).toBe('1\n');
    expect(readFileSync('/proc/sys/kernel/panic', 'utf8')).toBe(panicBefore);
    expect(await node.machine.run('cat', '/proc/self/mounts')).toContain(node.machine.folder);
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(node.machine.folder);
  });
});
