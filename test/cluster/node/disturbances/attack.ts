import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { attackCommand, type Plan, type Sent } from '../../../server/limits/attackers.ts';
import type { Machine } from '../machine.ts';
import { containerMemory } from './cgroups.ts';
import type { Scene } from './disturbance.ts';
import { processOf, replicas, restarts } from './replicas.ts';

/** Addresses of two pods that are not there, on the node: the API server comes from the node's own. */
const STRANGERS = ['10.244.0.250', '10.244.0.251'];
const STRANGERS_RANGE = '10.244.0.250/31';

/** Where the replicas' containers listen. */
const PORT = 8443;

/** A rule without a target: the packet filter counts what it matches. */
const COUNTER = ['OUTPUT', '-s', STRANGERS_RANGE, '-p', 'tcp', '--dport', `${PORT}`];

async function countedBytes(machine: Machine): Promise<number> {
  const rules = await machine.run('iptables', '-w', '-nvxL', 'OUTPUT');
  const [, bytes] = /^\s*\d+\s+(\d+) .*10\.244\.0\.250\/31/m.exec(rules) ?? [];
  return Number(bytes);
}

/**
 * Attacks every replica by itself, past the Service, until the load may end, and watches the memory of their containers.
 *
 * @returns how much was sent, and how much memory was taken
 */
export async function underAttack(
  { cluster, node: { machine }, until }: Scene,
  plan: Pick<Plan, 'attacks' | 'connectionsPerSecond'>,
): Promise<string> {
  const pods = await replicas(cluster);
  const pids = pods.map(processOf);
  for (const address of STRANGERS) await machine.run('ip', 'address', 'replace', `${address}/32`, 'dev', 'lo');
  await machine.run('iptables', '-w', '-I', ...COUNTER);
  const hosts = pods.map(({ status }) => status?.podIP ?? '');
  const command = attackCommand({ ...plan, hosts, port: PORT, addresses: STRANGERS });
  // They would have a machine of their own; here they get what is left of this one.
  const attacker = await machine.processes.run({
    name: 'attacker',
    file: 'nice',
    args: ['-n', '19', ...command],
  });
  try {
    let most = 0;
    let limit = 0;
    while (performance.now() < until) {
      for (const memory of pids.map(containerMemory)) {
        most = Math.max(most, memory.used);
        limit = memory.limit;
      }
      await sleep(100);
    }
    for (const pod of await replicas(cluster)) {
      const why = pod.status?.containerStatuses?.[0]?.lastState?.terminated?.reason;
      if (restarts(pod) > 0) throw new Error(`${pod.metadata?.name} was started again: ${why}`);
    }
    const { connections, requests } = JSON.parse(
      readFileSync(attacker.logFile, 'utf8').trim().split('\n').at(-1) ?? '',
    ) as Sent;
    const megabytes = Math.round((await countedBytes(machine)) / 1e6);
    return `${connections} connections, ${requests} requests, ${megabytes} MB; at most ${Math.round(most)} of ${limit} MiB`;
  } finally {
    await attacker.stop();
    await machine.run('iptables', '-w', '-D', ...COUNTER);
  }
}
