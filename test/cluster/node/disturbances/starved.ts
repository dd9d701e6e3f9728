import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settled } from '../chart/release.ts';
import { type Disturbance, failures, rest } from './disturbance.ts';
import { processOf, replicas } from './replicas.ts';

const CGROUPS = '/sys/fs/cgroup';

/** Sets how much of a core a process's cgroup gets, in either version of cgroups; `undefined` takes the limit away. */
function limitCpu(pid: number, cores: number | undefined): void {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
  const period = 100_000;
  const v1 = lines.find((line) => /^\d+:(cpu,cpuacct|cpu|cpuacct,cpu):/.test(line));
  if (v1 !== undefined) {
    const [, controllers = '', path = ''] = v1.split(':');
    const folder = [controllers, 'cpu'].map((name) => join(CGROUPS, name, path)).find(existsSync) ?? '';
    writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(cores === undefined ? -1 : cores * period));
    return;
  }
  const path = lines[0]?.split(':')[2] ?? '';
  writeFileSync(join(CGROUPS, path, 'cpu.max'), `${cores === undefined ? 'max' : cores * period} ${period}`);
}

/** What no chart sets by default: throttled, a process that needs 2 ms of CPU may wait for 90 ms. */
export const starved: Disturbance = {
  name: 'starved',
  title: 'each replica gets a tenth of a core',
  async disturb({ cluster, until }) {
    const processes = (await replicas(cluster)).map(processOf);
    for (const pid of processes) limitCpu(pid, 0.1);
    try {
      await rest({ until });
    } finally {
      // One whose probes have failed for too long has been replaced.
      for (const pid of processes.filter((one) => existsSync(`/proc/${one}`))) limitCpu(pid, undefined);
    }
    await settled(cluster);
    return '';
  },
  // How many pass unpatched is the result. Each of them has to be counted, and none may be lost.
  judge: ({ unpatched, failed, failedOpen }) => [
    ...(unpatched === failedOpen ? [] : [`${unpatched} unpatched, and ${failedOpen} counted`]),
    ...failures(failed),
  ],
};
