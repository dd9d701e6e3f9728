import { connect as connectTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { halfGpuPod, reviewOf } from '../reviews.ts';
import type { AttackName, Plan } from './attackers.ts';

const HEAD = 'POST /mutate?timeout=3s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** What an attacker writes on each connection, after the handshake. */
type Attack = (socket: TLSSocket) => void;

const SEVEN_MB = Buffer.alloc(7_000_000, ' ');

/** Announces 7 MB, sends them but for the last bytes, and waits. */
const unfinishedBody: Attack = (socket) => {
  socket.write(`${HEAD}Content-Length: ${SEVEN_MB.length + 100}\r\n\r\n`);
  socket.write(SEVEN_MB);
};

/** Sends 7 MB without saying how much it will be, and never ends. */
const endlessChunks: Attack = (socket) => {
  socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${SEVEN_MB.length.toString(16)}\r\n`);
  socket.write(SEVEN_MB);
};

/** As much as a small body may have, announced and never sent. */
const unfinishedSmallBody: Attack = (socket) => {
  socket.write(`${HEAD}Content-Length: 65000\r\n\r\n{`);
};

/** JSON of the largest size that is nothing but brackets. */
const BRACKETS = Buffer.alloc(7_000_000, '[').fill(']', 3_500_000);

const brackets: Attack = (socket) => {
  socket.write(`${HEAD}Content-Length: ${BRACKETS.length}\r\n\r\n`);
  socket.write(BRACKETS);
};

/** JSON that takes as much memory as it may: names that occur once. */
const NAMES = Buffer.from(`{${Array.from({ length: 299_000 }, (_, index) => `"name ${index}":0`).join(',')}}`);

const names: Attack = (socket) => {
  socket.write(`${HEAD}Content-Length: ${NAMES.length}\r\n\r\n`);
  socket.write(NAMES);
};

/** A whole review of the largest size, again and again on one connection, which so becomes a known one. */
const REVIEW = Buffer.from(
  JSON.stringify(reviewOf({ namespace: 'elsewhere', object: { ...halfGpuPod(), padding: 'ü'.repeat(3_490_000) } })),
);

const largeReviews: Attack = (socket) => {
  const send = (): void => {
    socket.write(`${HEAD}Content-Length: ${REVIEW.length}\r\n\r\n`);
    socket.write(REVIEW);
  };
  socket.on('data', send);
  send();
};

/** Says nothing after the handshake. */
const silence: Attack = () => undefined;

const ATTACKS: Readonly<Record<AttackName, Attack>> = {
  unfinishedBody,
  endlessChunks,
  unfinishedSmallBody,
  brackets,
  names,
  largeReviews,
  silence,
};

/** Whenever the connection is closed the next one is made. */
async function keepOneGoing(port: number, localAddress: string, attack: Attack): Promise<never> {
  for (;;) {
    const tcp = connectTcp({ host: '127.0.0.1', port, localAddress }).on('error', () => undefined);
    const socket = connect({ socket: tcp, rejectUnauthorized: false });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined).once('secureConnect', () => attack(socket));
    socket.resume();
    await closed;
    await sleep(20);
  }
}

// Run by attackers.ts: a process of its own, so that the honest client's times are not the attackers'.
const { port, addresses, attacks } = JSON.parse(process.argv[2] ?? '{}') as Plan;
for (const address of addresses) {
  for (const [name, connections] of attacks) {
    for (let index = 0; index < connections / addresses.length; index += 1) {
      void keepOneGoing(port, address, ATTACKS[name]);
    }
  }
}
