import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AttackName, Plan, Sent } from './attackers.ts';
import { attackOn } from './attacks.ts';

/** One connection that is kept going. */
interface Slot {
  readonly host: string;
  readonly localAddress: string;
  readonly name: AttackName;
}

// As attackers.ts has it started.
const {
  hosts,
  port,
  addresses,
  attacks,
  connectionsPerSecond = Number.POSITIVE_INFINITY,
} = JSON.parse(process.argv[2] ?? '{}') as Plan;

const sent = { connections: 0, requests: 0 };

let nextAt = performance.now();

/** Waits until one more connection may be opened. Whoever asks first goes first. */
async function turn(): Promise<void> {
  nextAt = Math.max(nextAt, performance.now()) + 1000 / connectionsPerSecond;
  await sleep(Math.max(0, nextAt - performance.now()));
}

/** Whenever the connection is closed the next one is made. */
async function keepGoing({ host, localAddress, name }: Slot): Promise<never> {
  for (;;) {
    await turn();
    const tcp = connect({ host, port, localAddress, noDelay: true }).on('error', () => undefined);
    tcp.once('connect', () => {
      sent.connections += 1;
    });
    const socket = attackOn(tcp, name, () => {
      sent.requests += 1;
    });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined).resume();
    await closed;
    await sleep(20);
  }
}

const slots = attacks.flatMap(([name, connections]) =>
  Array.from({ length: connections }, (_, index) =>
    hosts.map((host) => {
      const localAddress = addresses[index % addresses.length] ?? '';
      return { place: index / connections, slot: { host, localAddress, name } };
    }),
  ).flat(),
);
// So that there is some of each from the beginning.
for (const { slot } of slots.sort((a, b) => a.place - b.place)) {
  void keepGoing(slot);
}
setInterval(() => console.log(JSON.stringify(sent satisfies Sent)), 1000);
