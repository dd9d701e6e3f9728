import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where distributions put the CNI plugins. */
const pluginFolders = ['/usr/lib/cni', '/opt/cni/bin'];

/** The plugins that pods here need, and that containerd calls by itself. */
const plugins = ['ptp', 'portmap', 'host-local', 'loopback'];

/** The folder with all plugins, or undefined where there is none. */
export function cniPluginFolder(): string | undefined {
  return pluginFolders.find((folder) => plugins.every((plugin) => existsSync(join(folder, plugin))));
}

/** Writes the network's configuration and returns its folder. `podCidr` is what the node was given for its pods. */
export function writeNetwork(folder: string, podCidr: string): string {
  const network = {
    cniVersion: '0.4.0',
    name: 'pods',
    plugins: [
      {
        // A wire from each pod to the node, and no bridge: what one pod sends to another by a Service's address then
        // passes the packet filter in both directions, whether or not the kernel has br_netfilter.
        type: 'ptp',
        ipMasq: true,
        ipam: {
          type: 'host-local',
          ranges: [[{ subnet: podCidr }]],
          routes: [{ dst: '0.0.0.0/0' }],
          dataDir: join(folder, 'cni-addresses'),
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
  const configurations = join(folder, 'cni');
  mkdirSync(configurations, { recursive: true });
  writeFileSync(join(configurations, '10-pods.conflist'), JSON.stringify(network, null, 2));
  return configurations;
}
