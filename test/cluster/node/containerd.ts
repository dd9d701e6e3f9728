import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningProgram } from '../processes.ts';
import { waitUntilReady } from '../processes.ts';
import { cniPluginFolder } from './cni.ts';
import { containerdSocket, ctr } from './ctr.ts';
import { pauseImage } from './images.ts';
import type { Machine } from './machine.ts';

/** Starts a containerd of the machine's own: the one inside a Docker engine has its CRI plugin off. */
export async function startContainerd(machine: Machine, networkFolder: string): Promise<RunningProgram> {
  const folder = join(machine.folder, 'containerd');
  mkdirSync(folder);
  const file = join(folder, 'config.toml');
  const quoted = (text: string): string => JSON.stringify(text);
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  writeFileSync(
    file,
    `version = 2
root = ${quoted(join(folder, 'root'))}
# Below /run, which is the machine's own; the shims put their sockets there too.
state = "/run/containerd"
[grpc]
  address = ${quoted(containerdSocket(machine))}
[${cri}]
  sandbox_image = ${quoted(pauseImage)}
  # Without CAP_SYS_RESOURCE, as in most containers, runc may not lower a process's score and gives up:
  # "can't get final child's PID from pipe: EOF".
  restrict_oom_score_adj = true
[${cri}.containerd]
  snapshotter = "overlayfs"
  default_runtime_name = "runc"
[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
  # By files, as the kubelet is told to.
  SystemdCgroup = false
[${cri}.cni]
  bin_dir = ${quoted(cniPluginFolder() ?? '')}
  conf_dir = ${quoted(networkFolder)}
[${cri}.registry]
  config_path = ${quoted(noRegistry(folder))}
`,
  );
  const program = await machine.processes.run({ name: 'containerd', file: 'containerd', args: ['--config', file] });
  await waitUntilReady(program, async () => (await ctr(machine, 'plugins', 'ls')) !== '');
  return program;
}

/** Sends every pull to a port that nobody listens on: an image that is not there fails at once, and nobody else is asked. */
function noRegistry(folder: string): string {
  const hosts = join(folder, 'registries');
  mkdirSync(join(hosts, '_default'), { recursive: true });
  writeFileSync(join(hosts, '_default', 'hosts.toml'), 'server = "http://127.0.0.1:1"\n');
  return hosts;
}
