import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';

/** Where the files of a process's cgroup are that a controller reads and writes, in either version of cgroups. */
export function cgroupOf(
  pid: number,
  controller: 'cpu' | 'memory',
): { readonly version: 1 | 2; readonly folder: string } {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
  for (const line of lines) {
    const [, controllers = '', path = ''] = line.split(':');
    if (controllers.split(',').includes(controller)) {
      // Some systems mount two controllers together, and name the mount after both or after each.
      const folder = [controllers, controller].map((name) => join(CGROUPS, name, path)).find(existsSync);
      return { version: 1, folder: folder ?? '' };
    }
  }
  return { version: 2, folder: join(CGROUPS, lines[0]?.split(':')[2] ?? '') };
}

/** What the kernel holds a process's container to have of memory, and how much it may have, in MiB. */
export function containerMemory(pid: number): { readonly used: number; readonly limit: number } {
  const { version, folder } = cgroupOf(pid, 'memory');
  const [used, limit] =
    version === 1 ? ['memory.usage_in_bytes', 'memory.limit_in_bytes'] : ['memory.current', 'memory.max'];
  const read = (file: string): number => Number(readFileSync(join(folder, file), 'utf8')) / 2 ** 20;
  return { used: read(used), limit: read(limit) };
}
