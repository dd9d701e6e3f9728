import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cniPluginFolder } from './cni.ts';

/** The script that gets a Debian machine ready, from the root of the repository. */
export const prerequisitesScript = 'scripts/test/node-prerequisites.sh';

/** The commands that a node is made with, beside the programs that are built. */
const commands = ['containerd', 'ctr', 'runc', 'iptables', 'ip', 'nsenter', 'unshare', 'mount', 'tar', 'awk', 'find'];

/** Why no node can run here, and what would change that; undefined where it can. */
export function missingForNode(): { reason: string; enable: string } | undefined {
  const enable = `sudo ${prerequisitesScript}   # then run the tests as root`;
  if (process.platform !== 'linux') return { reason: 'a node needs Linux', enable: 'run the tests on a Linux machine' };
  if (process.getuid?.() !== 0) return { reason: 'a node needs root, for namespaces, mounts and cgroups', enable };
  const missing = [
    ...commands.filter((command) => !onPath(command)),
    ...(cniPluginFolder() === undefined ? ['CNI plugins'] : []),
    ...(staticBusybox() === undefined ? ['a static busybox'] : []),
  ];
  if (missing.length > 0) return { reason: `a node needs ${missing.join(', ')}`, enable };
  const namespaces = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'true'], { encoding: 'utf8' });
  if (namespaces.status !== 0) {
    return {
      reason: `a node needs namespaces, and this machine gives none: ${namespaces.stderr.trim()}`,
      enable: 'run the tests as root on a machine, or in a container that is started with --privileged',
    };
  }
  return undefined;
}

/** Installs what a Debian machine lacks, where this may be done. What is missing afterwards tells missingForNode(). */
export function installNodePrerequisites(): void {
  if (missingForNode() === undefined) return;
  const script = fileURLToPath(new URL(`../../../${prerequisitesScript}`, import.meta.url));
  spawnSync(script, { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** A busybox without libraries, so that it can be alone in an image. */
export function staticBusybox(): string | undefined {
  return ['/bin/busybox', '/usr/bin/busybox', '/bin/busybox.static'].find(
    // A dynamic executable names its loader.
    (path) => existsSync(path) && !readFileSync(path).subarray(0, 4096).includes('/ld-'),
  );
}

function onPath(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}
