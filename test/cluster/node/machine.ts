import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Processes } from '../processes.ts';
import { startProcesses } from '../processes.ts';

const script = fileURLToPath(new URL('./machine.sh', import.meta.url));

/** What looks to its programs like a machine of its own: network, mounts and processes that nobody else has. */
export interface Machine {
  /** Its address, which this machine can reach, and nobody else. */
  address: string;
  /** This machine's address as the other one sees it. */
  hostAddress: string;
  /** Its files, on this machine's disk; removed when it goes. */
  folder: string;
  /** The cgroup of its pods. */
  cgroup: string;
  /** Programs that run on it. When they are stopped the machine is gone, with everything that they left. */
  processes: Processes;
  /** Runs a command there and returns what it printed; throws when it fails. */
  run(command: string, ...args: string[]): Promise<string>;
}

/** Starts a machine that ends with this process, however this ends; `folder` goes with it. */
export function startMachine(folder: string): Machine {
  const { address, hostAddress } = freeNetwork();
  const cgroup = basename(folder);
  const processes = startProcesses(join(folder, 'logs'), undefined, [script, folder, cgroup, hostAddress, address]);
  return {
    address,
    hostAddress,
    folder,
    cgroup,
    processes,
    run(command, ...args) {
      const pid = readFileSync(join(folder, 'machine.pid'), 'utf8').trim();
      return output('nsenter', ['--target', pid, '--net', '--mount', '--pid', command, ...args]);
    },
  };
}

/**
 * Two addresses of a network of four. 198.18.0.0/15 is set apart for tests of network devices (RFC 2544), so it is
 * nobody's network, and neither loopback nor link-local, which the API server refuses as an endpoint.
 */
function freeNetwork(): { address: string; hostAddress: string } {
  const taken = new Set(Object.values(networkInterfaces()).flatMap((found) => found?.map((entry) => entry.address)));
  for (;;) {
    const start = randomInt(2 ** 15) * 4;
    const nth = (offset: number): string =>
      `198.${18 + Math.floor(start / 65_536)}.${Math.floor(start / 256) % 256}.${(start % 256) + offset}`;
    if (!taken.has(nth(1))) return { hostAddress: nth(1), address: nth(2) };
  }
}

/** What a command prints; throws with what it complained of when it fails. */
export function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const printed: Buffer[] = [];
    const complained: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(printed).toString());
      else {
        const how = signal ?? `exit code ${code}`;
        reject(new Error(`${command} ${args.join(' ')}: ${how}\n${Buffer.concat(complained).toString().trim()}`));
      }
    });
  });
}
