import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { ClosedConnection } from '../../telemetry/metrics-catalogue.ts';
import type { Connection } from './connection.ts';

/** Left for what else the program opens: files, the log, the API server's watches, the other port. */
const OTHER_FILES = 64;

type Listener = (closed: ClosedConnection) => void;

/**
 * The connections of one port. When there are as many as may be, a new one takes the place of one that can be closed
 * without failing a request of the API server: of an unfinished handshake, then of one that has not shown to be the API
 * server's, without a request before with one, then of an idle one. Among these it is the oldest, or the one that was idle
 * for longest, of the address that has most connections; so whoever opens thousands closes their own.
 */
export class ConnectionTable {
  readonly #limit: number;
  readonly #closed: Listener;
  readonly #now: () => number;
  readonly #open = new Set<Connection>();
  /** By the other side's address and port, which is all that a socket and the TLS socket on it have in common. */
  readonly #byPeer = new Map<string, Connection>();
  readonly #bySocket = new WeakMap<Socket, Connection>();

  /** @param closed is told why a connection was closed to make room */
  constructor(limit: number, closed: Listener, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#closed = closed;
    this.#now = now;
  }

  size(): number {
    return this.#open.size;
  }

  /** @returns undefined where there is no room; the socket is closed then */
  add(socket: Socket): Connection | undefined {
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined) {
      // Closed again already.
      socket.destroy();
      return undefined;
    }
    if (this.#open.size >= this.#limit && !this.#makeRoom()) {
      this.#closed('new');
      socket.destroy();
      return undefined;
    }
    const now = this.#now();
    const connection: Connection = {
      address: remoteAddress,
      socket,
      openedAt: now,
      isOpen: false,
      isKnown: false,
      underWay: 0,
      usedAt: now,
    };
    const peer = `${remoteAddress} ${remotePort}`;
    this.#open.add(connection);
    this.#byPeer.set(peer, connection);
    this.#bySocket.set(socket, connection);
    socket.once('close', () => {
      this.#open.delete(connection);
      if (this.#byPeer.get(peer) === connection) {
        this.#byPeer.delete(peer);
      }
    });
    return connection;
  }

  /** The handshake on a connection is through; from now on it is found by the socket that requests come from. */
  opened(secured: Socket): Connection | undefined {
    const connection = this.#byPeer.get(`${secured.remoteAddress} ${secured.remotePort}`);
    if (connection !== undefined) {
      connection.isOpen = true;
      this.#bySocket.set(secured, connection);
    }
    return connection;
  }

  /** @throws where the socket was not added */
  of(socket: Socket): Connection {
    const connection = this.#bySocket.get(socket);
    if (connection === undefined) {
      throw new Error('a request came on a connection that nobody knows');
    }
    return connection;
  }

  arrived(connection: Connection): void {
    connection.underWay += 1;
  }

  left(connection: Connection): void {
    connection.underWay -= 1;
    connection.usedAt = this.#now();
  }

  #makeRoom(): boolean {
    const victim = this.#firstToGo();
    if (victim === undefined) {
      return false;
    }
    this.#open.delete(victim.connection);
    victim.connection.socket.destroy();
    this.#closed(COUNTED_AS[victim.rank]);
    return true;
  }

  #firstToGo() {
    const now = this.#now();
    const ofAddress = new Map<string, number>();
    for (const { address } of this.#open) {
      ofAddress.set(address, (ofAddress.get(address) ?? 0) + 1);
    }
    const candidates = [...this.#open].flatMap((connection) => {
      const rank = rankOf(connection, now);
      return rank === 'known at work' ? [] : [{ connection, rank, weight: ofAddress.get(connection.address) ?? 0 }];
    });
    const goesBefore = (a: (typeof candidates)[number], b: (typeof candidates)[number]): boolean =>
      (RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
        b.weight - a.weight ||
        a.connection.usedAt - b.connection.usedAt) < 0;
    return candidates.reduce<(typeof candidates)[number] | undefined>(
      (first, candidate) => (first === undefined || goesBefore(candidate, first) ? candidate : first),
      undefined,
    );
  }
}

/** A handshake that takes longer does not come to its end; that of an API server takes some milliseconds. */
const STALE_HANDSHAKE_MILLIS = 1000;

/** In the order in which they go; the last has no place here, since it stays. */
const RANKS = [
  'stale handshake',
  'unknown and idle',
  'young handshake',
  'unknown at work',
  'known and idle',
  'known at work',
] as const;

type Rank = (typeof RANKS)[number];

const COUNTED_AS: Record<Exclude<Rank, 'known at work'>, ClosedConnection> = {
  'stale handshake': 'handshake',
  'unknown and idle': 'unknown',
  'young handshake': 'handshake',
  'unknown at work': 'unknown',
  'known and idle': 'idle',
};

function rankOf({ isOpen, isKnown, underWay, openedAt }: Connection, now: number): Rank {
  if (!isOpen) {
    return now - openedAt >= STALE_HANDSHAKE_MILLIS ? 'stale handshake' : 'young handshake';
  }
  return `${isKnown ? 'known' : 'unknown'} ${underWay > 0 ? 'at work' : 'and idle'}`;
}

/** As many as the setting says, or as this process may have open. */
export function connectionLimit(setting: number, files = openFilesLimit()): number {
  return Math.max(1, Math.min(setting, files - OTHER_FILES));
}

/** Node.js raises the soft limit to the hard one when it starts, so what is read here is what holds. */
function openFilesLimit(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return Number.isFinite(Number(soft)) ? Number(soft) : Number.POSITIVE_INFINITY;
  } catch {
    // Not Linux.
    return Number.POSITIVE_INFINITY;
  }
}
