import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { output } from './machine.ts';
import { missingForNode } from './prerequisites.ts';

const program = fileURLToPath(new URL('./start-and-wait.ts', import.meta.url));

interface Left {
  folder: string;
  cgroup: string;
  hostAddress: string;
}

/** Starts a node in a process of its own, so that this process can be killed. */
async function startNodeElsewhere(): Promise<{ child: ChildProcess; left: Left }> {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('a pipe was asked for');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, left: JSON.parse(line) as Left };
}

/** Whatever can still be seen of a node: processes, mounts, interfaces, cgroups, files. */
function remains({ folder, cgroup, hostAddress }: Left): string[] {
  const processes = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid));
  const textOf = (...path: string[]): string => {
    try {
      return readFileSync(join(...path), 'utf8');
    } catch {
      return '';
    }
  };
  return [
    ...processes
      // A program of the node has its folder or its cgroup in its command line, and a container's its cgroup.
      .filter((pid) => `${textOf('/proc', pid, 'cmdline')} ${textOf('/proc', pid, 'cgroup')}`.includes(cgroup))
      .map((pid) => `process ${pid}: ${textOf('/proc', pid, 'cmdline').replaceAll('\0', ' ')}`),
    ...processes.filter((pid) => textOf('/proc', pid, 'mounts').includes(folder)).map((pid) => `mounts of ${pid}`),
    ...Object.entries(networkInterfaces())
      .filter(([, addresses]) => addresses?.some(({ address }) => address === hostAddress))
      .map(([name]) => `interface ${name}`),
    ...readdirSync('/sys/fs/cgroup')
      .map((hierarchy) => join('/sys/fs/cgroup', hierarchy, cgroup))
      .concat(join('/sys/fs/cgroup', cgroup))
      .filter((path) => existsSync(path)),
    ...(existsSync(folder) ? [folder] : []),
  ];
}

/** The rules of the machine's own packet filter, without counters and times. */
async function packetFilter(): Promise<string[]> {
  const rules = await output('iptables-save', []);
  return rules.split('\n').filter((line) => line.startsWith('-A') || line.includes('KUBE'));
}

const groups = ['kubernetes-node'] as const;

describeOnCluster('a node that is not stopped', { groups: [...groups], missing: missingForNode() }, () => {
  it.each([
    ['the test that started it is killed', ({ child }: { child: ChildProcess }) => child.kill('SIGKILL')],
    [
      'its own first process is killed',
      ({ left }: { left: Left }) =>
        process.kill(Number(readFileSync(join(left.folder, 'machine.pid'), 'utf8')), 'SIGKILL'),
    ],
  ])('leaves no process, mount, interface, rule, cgroup or file behind when %s', async (_how, kill) => {
    const rules = await packetFilter();
    const { child, left } = await startNodeElsewhere();
    const kinds = remains(left).map((what) => what.replace(/ .*/, '').replace(/^\/(sys|tmp).*/, '$1'));
    // Otherwise nothing would be found afterwards whatever is left.
    expect(new Set(kinds)).toEqual(new Set(['process', 'mounts', 'interface', 'sys', 'tmp']));

    kill({ child, left });
    await waitFor('nothing to be left', async (saw) => {
      const found = remains(left);
      saw(found.join('\n'));
      return found.length === 0;
    });
    expect(await packetFilter()).toEqual(rules);
    child.kill('SIGKILL');
  });
});
