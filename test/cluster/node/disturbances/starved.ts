import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settled } from '../chart/release.ts';
import { cgroupOf } from './cgroups.ts';
import { type Disturbance, failures, rest } from './disturbance.ts';
import { processOf, replicas } from './replicas.ts';

/** Sets how much of a core a process's cgroup gets; `undefined` takes the limit away. */
function limitCpu(pid: number, cores: number | undefined): void {
  const period = 100_000;
  const { version, folder } = cgroupOf(pid, 'cpu');
  if (version === 1) {
    writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(cores === undefined ? -1 : cores * period));
  } else {
    writeFileSync(join(folder, 'cpu.max'), `${cores === undefined ? 'max' : cores * period} ${period}`);
  }
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
