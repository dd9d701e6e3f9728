import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { ClosedConnection } from '../../telemetry/metrics-catalogue.ts';
import type { Connection } from './connection.ts';

/** Left for what else the program opens: files, the log, the API server's watches, the other port. */
const OTHER_FILES = 64;

type Listener = (closed: ClosedConnection) => void;

/**
 * The connections of one port. When there are as many as may be, a new one takes the place of one that can be closed
 * without failing a request of the API server. Who that is cannot be told for sure: whoever sends a valid review passes for
 * it, and may stop in the middle of the next one. But whoever fills the table holds more of it than the API server. `turnOf`
 * says who goes; of those it is one of the address that has most, so whoever opens thousands closes their own.
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
    if (this.#open.size >= this.#limit && !this.#makeRoomFor(remoteAddress)) {
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

  #makeRoomFor(newcomer: string): boolean {
    const victim = this.#firstToGo(newcomer);
    if (victim === undefined) {
      return false;
    }
    this.#open.delete(victim.connection);
    victim.connection.socket.destroy();
    this.#closed(COUNTED_AS[victim.rank]);
    return true;
  }

  #firstToGo(newcomer: string): Candidate | undefined {
    const now = this.#now();
    const ofAddress = new Map<string, number>();
    for (const { address } of this.#open) {
      ofAddress.set(address, (ofAddress.get(address) ?? 0) + 1);
    }
    const own = ofAddress.get(newcomer) ?? 0;
    const most = Math.max(own, this.#limit * LARGE_SHARE);
    let first: Candidate | undefined;
    for (const connection of this.#open) {
      const isStale = now - connection.openedAt >= STALE_MILLIS;
      const rank = rankOf(connection, isStale);
      const weight = ofAddress.get(connection.address) ?? 0;
      const isOwn = connection.address === newcomer;
      const turn = turnOf(rank, { isStale, isOwn, isAsMany: weight >= own, isTooMany: weight > most });
      if (turn !== undefined) {
        const candidate = { connection, rank, weight, turn };
        first = first === undefined || goesBefore(candidate, first) ? candidate : first;
      }
    }
    return first;
  }
}

/** An API server keeps 25 idle connections to a host, and seldom has many more. */
const LARGE_SHARE = 1 / 8;

/** A handshake of an API server takes some milliseconds, and it is made for a request. */
const STALE_MILLIS = 1000;

/** Of one address, in the order in which they go. */
const RANKS = [
  'stale handshake',
  'unknown and idle',
  'young handshake',
  'unknown at work',
  'known and idle',
  'known at work',
] as const;

type Rank = (typeof RANKS)[number];

const COUNTED_AS: Record<Rank, ClosedConnection> = {
  'stale handshake': 'handshake',
  'unknown and idle': 'unknown',
  'young handshake': 'handshake',
  'unknown at work': 'unknown',
  'known and idle': 'idle',
  'known at work': 'known',
};

function rankOf({ isOpen, isKnown, underWay }: Connection, isStale: boolean): Rank {
  if (!isOpen) {
    return isStale ? 'stale handshake' : 'young handshake';
  }
  return `${isKnown ? 'known' : 'unknown'} ${underWay > 0 ? 'at work' : 'and idle'}`;
}

interface Standing {
  /** For a second it has brought no request, or not finished its first one. */
  readonly isStale: boolean;
  /** It is at the newcomer's address. */
  readonly isOwn: boolean;
  /** Its address has at least as many connections as the newcomer's. */
  readonly isAsMany: boolean;
  /** Its address has more than the newcomer's, and more than an API server is likely to need. */
  readonly isTooMany: boolean;
}

/** In which turn a connection goes; undefined where it may not go at all. */
function turnOf(rank: Rank, { isStale, isOwn, isAsMany, isTooMany }: Standing): number | undefined {
  const isKnown = rank.startsWith('known');
  const turns = [
    // No API server makes a connection and then sends nothing.
    rank === 'stale handshake' || (rank === 'unknown and idle' && isStale),
    !isKnown && isAsMany && !isOwn,
    isKnown && isTooMany,
    !isKnown && isOwn,
    rank === 'unknown at work' && isStale,
    rank === 'known and idle' && isAsMany,
  ];
  const turn = turns.indexOf(true);
  return turn === -1 ? undefined : turn;
}

interface Candidate {
  readonly connection: Connection;
  readonly rank: Rank;
  /** How many connections its address has. */
  readonly weight: number;
  readonly turn: number;
}

const goesBefore = (a: Candidate, b: Candidate): boolean =>
  (a.turn - b.turn ||
    b.weight - a.weight ||
    RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
    a.connection.usedAt - b.connection.usedAt) < 0;

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
