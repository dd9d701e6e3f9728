import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect, createSecureContext } from 'node:tls';
import { halfGpuPod, reviewOf } from '../reviews.ts';
import type { AttackName } from './attackers.ts';

/**
 * What is written on one connection.
 *
 * @param begin counts a request, whole or not
 */
type Attack = (socket: Socket, begin: () => void) => void;

const HEAD = 'POST /mutate?timeout=3s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** One for all connections, and nothing but the cheapest key exchange: most of the work is to be the other side's. */
const TLS = { secureContext: createSecureContext({ ecdhCurve: 'X25519' }), rejectUnauthorized: false };

const silence: Attack = () => undefined;

/** The first message of a handshake; who answers it has done most of the work, and then waits. */
const CLIENT_HELLO = await new Promise<Buffer>((resolve) => {
  const sink = new Duplex({ read: () => undefined, write: (chunk: Buffer) => resolve(chunk) });
  connect({ socket: sink, ...TLS });
});

/** Long enough to be looked at, and no message of TLS or HTTP. */
const GARBAGE_BYTES = 4096;

const garbageRequest: Attack = (socket, begin) => {
  begin();
  socket.write(randomBytes(GARBAGE_BYTES));
};

/** Stops in the middle of a header. */
const halfRequest: Attack = (socket, begin) => {
  begin();
  socket.write(HEAD.slice(0, HEAD.length / 2));
};

/** Writes something ten times a second. */
function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 100);
  socket.once('close', () => clearInterval(timer));
}

const slowHeader: Attack = (socket, begin) => {
  begin();
  socket.write(HEAD);
  drip(socket, 'X: 1\r\n');
};

const slowBody: Attack = (socket, begin) => {
  begin();
  socket.write(`${HEAD}Content-Length: 65000\r\n\r\n`);
  drip(socket, ' ');
};

const SEVEN_MB = Buffer.alloc(7_000_000, ' ');

/** Announces 7 MB, sends them but for the last bytes, and waits. */
const unfinishedBody: Attack = (socket, begin) => {
  begin();
  socket.write(`${HEAD}Content-Length: ${SEVEN_MB.length + 100}\r\n\r\n`);
  socket.write(SEVEN_MB);
};

/** Sends 7 MB without saying how much it will be, and never ends. */
const endlessChunks: Attack = (socket, begin) => {
  begin();
  socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${SEVEN_MB.length.toString(16)}\r\n`);
  socket.write(SEVEN_MB);
};

/** Two bytes are announced, of which one never comes. */
const unfinishedTinyBody: Attack = (socket, begin) => {
  begin();
  socket.write(`${HEAD}Content-Length: 2\r\n\r\n{`);
};

/** As much as a small body may have, announced and never sent. */
const unfinishedSmallBody: Attack = (socket, begin) => {
  begin();
  socket.write(`${HEAD}Content-Length: 65000\r\n\r\n{`);
};

const whole = (body: Buffer): Attack => {
  const head = `${HEAD}Content-Length: ${body.length}\r\n\r\n`;
  return (socket, begin) => {
    begin();
    socket.write(head);
    socket.write(body);
  };
};

/** One after the other, each as soon as the one before is answered. */
const again =
  (attack: Attack): Attack =>
  (socket, begin) => {
    socket.on('data', () => attack(socket, begin));
    attack(socket, begin);
  };

/** JSON of the largest size that is nothing but brackets. */
const brackets = whole(Buffer.alloc(7_000_000, '[').fill(']', 3_500_000));

/** JSON that takes as much memory as it may: names that occur once. */
const names = whole(Buffer.from(`{${Array.from({ length: 299_000 }, (_, index) => `"name ${index}":0`).join(',')}}`));

const reviews = (review: object): Attack => again(whole(Buffer.from(JSON.stringify(review))));

const SMALL_REVIEW = Buffer.from(JSON.stringify(reviewOf({ namespace: 'elsewhere' })));

/** Of the largest size. Who has sent a review is a known caller on that connection. */
const largeReviews = reviews(
  reviewOf({ namespace: 'elsewhere', object: { ...halfGpuPod(), padding: 'ü'.repeat(3_490_000) } }),
);

/** Of a pod that is patched, with a name as long as one may be: a line in the log for each. */
const loggedReviews = reviews(
  reviewOf({ object: { ...halfGpuPod(), metadata: { ...halfGpuPod().metadata, generateName: 'x'.repeat(253) } } }),
);

const ON_TCP = {
  noHandshake: silence,
  unfinishedHandshake: (socket) => void socket.write(CLIENT_HELLO),
  garbage: (socket) => void socket.write(randomBytes(GARBAGE_BYTES)),
} as const satisfies Partial<Record<AttackName, Attack>>;

/** Passes for an API server by a whole review first. */
const afterReview =
  (attack: Attack): Attack =>
  (socket, begin) => {
    socket.once('data', () => attack(socket, begin));
    whole(SMALL_REVIEW)(socket, begin);
  };

const AFTER_HANDSHAKE: Readonly<Record<Exclude<AttackName, keyof typeof ON_TCP>, Attack>> = {
  silence,
  garbageRequest,
  halfRequest,
  slowHeader,
  slowBody,
  unfinishedBody,
  endlessChunks,
  unfinishedSmallBody,
  tinyBodyAfterReview: afterReview(unfinishedTinyBody),
  smallBodyAfterReview: afterReview(unfinishedSmallBody),
  largeBodyAfterReview: afterReview(unfinishedBody),
  brackets,
  names,
  largeReviews,
  loggedReviews,
};

const isOnTcp = (name: AttackName): name is keyof typeof ON_TCP => Object.hasOwn(ON_TCP, name);

/** Attacks on a new connection. @returns the socket that is to be watched for its end */
export function attackOn(tcp: Socket, name: AttackName, begin: () => void): Socket {
  if (isOnTcp(name)) {
    return tcp.once('connect', () => ON_TCP[name](tcp, begin));
  }
  const secured = connect({ socket: tcp, ...TLS });
  return secured.once('secureConnect', () => AFTER_HANDSHAKE[name](secured, begin));
}
