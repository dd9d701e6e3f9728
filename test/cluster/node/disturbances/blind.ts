import { type Disturbance, rest, type Scene } from './disturbance.ts';
import { replicas } from './replicas.ts';

/** Packets of the replicas to the API server's port vanish; answers to its calls come from another port. */
async function filter({ cluster, node }: Scene, command: '-I' | '-D', addresses: readonly string[]): Promise<void> {
  const port = new URL(cluster.kubeConfig.getCurrentCluster()?.server ?? '').port;
  for (const address of addresses) {
    await node.machine.run('iptables', command, 'INPUT', '-s', address, '-p', 'tcp', '--dport', port, '-j', 'DROP');
  }
}

async function ask({ node }: Scene, address: string, path: string): Promise<string> {
  return node.machine.run('curl', '--silent', '--max-time', '3', `http://${address}:8080${path}`);
}

/** The replicas know what they knew, and say since when they have heard nothing. */
export const blind: Disturbance = {
  name: 'blind',
  title: 'the replicas reach no API server, and their watches are silent',
  async disturb(scene) {
    const addresses = (await replicas(scene.cluster)).map(({ status }) => status?.podIP ?? '');
    await filter(scene, '-I', addresses);
    try {
      await rest(scene, 12_000);
      const seen = await Promise.all(
        addresses.map(async (address) => {
          const ready = await ask(scene, address, '/readyz');
          const metrics = await ask(scene, address, '/metrics');
          const [, seconds = ''] =
            /^gpu_fraction_webhook_surroundings_staleness_seconds\{kind="Namespace"\} (\S+)/m.exec(metrics) ?? [];
          if (Number(seconds) < 10) throw new Error(`the metric of staleness says ${seconds} s`);
          return `${/ok/i.test(ready) ? 'ready' : ready.trim()}, silent for ${Math.round(Number(seconds))} s`;
        }),
      );
      if (seen.some((one) => !one.startsWith('ready'))) throw new Error(`not ready: ${seen.join('; ')}`);
      return seen.join('; ');
    } finally {
      await filter(scene, '-D', addresses);
    }
  },
};
