import type { Connection } from './connection.ts';

const MEBIBYTE = 1024 * 1024;
const KIBIBYTE = 1024;

/** Bodies up to this size have a part of the budget to themselves; a pod of everyday life takes 6 KiB. */
export const SMALL_BODY_BYTES = 64 * KIBIBYTE;

/** A request that is under way costs memory though its body is empty: its headers, its objects. */
const LEAST_BYTES = 4 * KIBIBYTE;

/** An API server in the same cluster sends a body of the largest size in less. */
const STALE_MILLIS = 1000;

/** Under what is known of the caller and of the size of its body, so much may be under way. */
interface Pool {
  readonly all: number;
  /** Out of that, for callers that have not shown to be the API server. */
  readonly unknown: number;
}

export interface BudgetParts {
  readonly small: Pool;
  readonly large: Pool;
}

/** A body as large as the API server's largest must pass on a connection that is new. */
const LARGEST_BODY_BYTES = 7 * MEBIBYTE;

/** Divides the budget: a quarter is for small bodies, and about a third of the rest for callers that are not known. */
export function budgetParts(bytes: number): BudgetParts {
  const small = bytes / 4;
  const large = bytes - small;
  return {
    small: { all: small, unknown: small / 2 },
    large: { all: large, unknown: Math.max(LARGEST_BODY_BYTES, large / 3) },
  };
}

type Caller = Pick<Connection, 'address' | 'isKnown'>;

/** What one body has taken of the budget. */
export interface BodyClaim {
  /**
   * Takes more, so that it is `bytes` altogether; bodies of others may be given up for that.
   *
   * @returns false where there is no room. What was taken before stays until `release`
   */
  growTo(bytes: number): boolean;
  /** Gives everything back; may be called more than once. */
  release(): void;
}

interface Held {
  readonly caller: Caller;
  readonly since: number;
  readonly giveUp: () => void;
  bytes: number;
  /** How many of these were counted as an unknown caller's; it may have become known since. */
  unknownBytes: number;
  pool: keyof BudgetParts;
}

/**
 * The memory for bodies that have been announced or received and not been answered. When it is spent somebody has to go,
 * and there is no telling for sure who is the API server: a valid review is not hard to write, and who has sent one may stop
 * in the middle of the next. But there are things that whoever wants to fill the memory has to do, and that the API server
 * does not: keep bodies unfinished, and hold more than others. So a newcomer takes the place
 *
 * - in the part for small bodies, of whoever is unfinished for longest at the address that holds most: an honest small body
 *   is there within one turn of the event loop, so it is never the oldest;
 * - in the part for large ones, of an address that holds more than its own, and of bodies that are unfinished for
 *   a second. It does not take that of a younger body of its own address: under an honest load that is too high each body
 *   would be given up for the next, and none would ever be read to its end;
 * - of one that is not known at its own address, if it is known itself.
 *
 * All callers that are not known have a share, which is a limit, and is theirs: known ones hold it only until then.
 */
export class BodyBudget {
  readonly #parts: BudgetParts;
  readonly #now: () => number;
  /** In the order in which they came. */
  readonly #held = new Set<Held>();
  readonly #used = { small: { all: 0, unknown: 0 }, large: { all: 0, unknown: 0 } };

  constructor(bytes: number, now: () => number = () => performance.now()) {
    this.#parts = budgetParts(bytes);
    this.#now = now;
  }

  /** @param giveUp is called when the body has to make room; everything of it must then be let go, and released */
  open(caller: Caller, giveUp: () => void): BodyClaim {
    const held: Held = { caller, giveUp, since: this.#now(), bytes: 0, unknownBytes: 0, pool: 'small' };
    this.#held.add(held);
    return { growTo: (bytes) => this.#growTo(held, bytes), release: () => this.#release(held) };
  }

  /** What is taken now, in bytes. */
  used(): number {
    return this.#used.small.all + this.#used.large.all;
  }

  #growTo(held: Held, wanted: number): boolean {
    if (!this.#held.has(held)) {
      return false;
    }
    const bytes = Math.max(wanted, held.bytes, LEAST_BYTES);
    const before = { bytes: held.bytes, pool: held.pool };
    this.#count(held, 0, held.pool);
    const pool = bytes <= SMALL_BODY_BYTES ? 'small' : 'large';
    if (this.#makeRoom(held, bytes, pool)) {
      this.#count(held, bytes, pool);
      return true;
    }
    this.#count(held, before.bytes, before.pool);
    return false;
  }

  #release(held: Held): void {
    this.#count(held, 0, held.pool);
    this.#held.delete(held);
  }

  #count(held: Held, bytes: number, pool: keyof BudgetParts): void {
    const before = this.#used[held.pool];
    before.all -= held.bytes;
    before.unknown -= held.unknownBytes;
    held.bytes = bytes;
    held.unknownBytes = held.caller.isKnown ? 0 : bytes;
    held.pool = pool;
    const after = this.#used[pool];
    after.all += held.bytes;
    after.unknown += held.unknownBytes;
  }

  /** Nobody is given up unless that helps. */
  #makeRoom(held: Held, bytes: number, pool: keyof BudgetParts): boolean {
    const [used, limit] = [this.#used[pool], this.#parts[pool]];
    const missing = used.all + bytes - limit.all;
    const missingUnknown = held.caller.isKnown ? 0 : used.unknown + bytes - limit.unknown;
    if (missing <= 0 && missingUnknown <= 0) {
      return true;
    }
    const unknown = firstOf(this.#candidates(held, bytes, pool, 'unknownBytes'), missingUnknown);
    if (unknown === undefined) {
      return false;
    }
    const rest = firstOf(
      this.#candidates(held, bytes, pool, 'bytes').filter((candidate) => !unknown.includes(candidate)),
      missing - sum(unknown),
    );
    if (rest === undefined) {
      return false;
    }
    for (const other of [...unknown, ...rest]) {
      this.#release(other);
      other.giveUp();
    }
    return true;
  }

  /**
   * Whose place this body may take, in the order in which they go.
   *
   * @param counted of which share the place is. For that of unknown callers only what they hold as such counts: the API
   * server may hold more than a stranger who fills that share, on connections on which it is known
   */
  #candidates(held: Held, bytes: number, pool: keyof BudgetParts, counted: 'bytes' | 'unknownBytes'): readonly Held[] {
    const others = [...this.#held].filter((other) => other !== held && other.pool === pool && other[counted] > 0);
    const byAddress = new Map<string, number>();
    for (const other of others) {
      const { address } = other.caller;
      byAddress.set(address, (byAddress.get(address) ?? 0) + other[counted]);
    }
    const weightOf = ({ caller }: Held): number => byAddress.get(caller.address) ?? 0;
    const own = weightOf(held) + bytes;
    const staleSince = this.#now() - STALE_MILLIS;
    const mayGo = (other: Held): boolean =>
      pool === 'small' ||
      weightOf(other) > own ||
      other.since <= staleSince ||
      (other.caller.address === held.caller.address && held.caller.isKnown && !other.caller.isKnown);
    // The sort is stable: among equals whoever came first goes first.
    return others
      .filter(mayGo)
      .sort(
        (a, b) => weightOf(b) - weightOf(a) || Number(a.caller.isKnown) - Number(b.caller.isKnown) || a.since - b.since,
      );
  }
}

const sum = (bodies: readonly Held[]): number => bodies.reduce((total, { bytes }) => total + bytes, 0);

/** As many of the first ones as it takes; undefined where all of them are not enough. */
function firstOf(candidates: readonly Held[], missing: number): readonly Held[] | undefined {
  let freed = 0;
  const taken = candidates.filter(({ bytes }) => {
    const isNeeded = freed < missing;
    freed += isNeeded ? bytes : 0;
    return isNeeded;
  });
  return freed < missing ? undefined : taken;
}

/** In containers with little memory a body must still pass, and on large machines more is never needed. */
const LEAST_BUDGET_MEBIBYTES = 16;
const MOST_BUDGET_MEBIBYTES = 64;

/** An eighth of the container's memory, half of which is for the heap and a third for the program itself. */
export function bodyBudgetBytes(mebibytes: number | undefined, memory = process.constrainedMemory()): number {
  const eighth = memory > 0 ? Math.floor(memory / MEBIBYTE / 8) : MOST_BUDGET_MEBIBYTES;
  return (mebibytes ?? Math.min(MOST_BUDGET_MEBIBYTES, Math.max(LEAST_BUDGET_MEBIBYTES, eighth))) * MEBIBYTE;
}

/** What the program takes beside heap and bodies, when it is ready and has work. */
const PROGRAM_MEBIBYTES = 90;

/** What is wrong with the setting, in this container: it would be killed before the budget is spent. The chart says the same of its values. */
export function bodyBudgetProblem(
  mebibytes: number | undefined,
  memory = process.constrainedMemory(),
): string | undefined {
  const limit = Math.floor(memory / MEBIBYTE);
  const left = Math.max(LEAST_BUDGET_MEBIBYTES, Math.floor(limit / 2) - PROGRAM_MEBIBYTES);
  if (mebibytes === undefined || memory === 0 || mebibytes <= left) {
    return undefined;
  }
  return `bodyMemoryMebibytes is ${mebibytes}, and the container's memory limit is ${limit} MiB: half of that is the heap, and the program itself takes about ${PROGRAM_MEBIBYTES} MiB, so ${left} are left; write no more, or raise the limit`;
}
