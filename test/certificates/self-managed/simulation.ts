import { type Lifetimes, timingOf } from '../../../src/certificates/self-managed/timing.ts';
import { accepts, FakeCluster, Replica, type Way } from './fake-cluster.ts';

/** Something that people or networks do to self-managed certificates. */
export type Incident =
  | { readonly what: 'secret-deleted' | 'secret-emptied' | 'secret-ruined' | 'bundle-emptied' | 'bundle-ruined' }
  | { readonly what: 'restart' | 'outage'; readonly replica: number };

const LOOK_MILLIS = 1000;
const OUTAGE_MILLIS = 15_000;
const LONGEST_TRAVEL_MILLIS = 800;

/** A replica's way to the API server, and whether it is on it. */
interface Connection extends Way {
  isCut: boolean;
}

interface Member {
  readonly replica: Replica;
  readonly way: Connection;
  isLooking: boolean;
}

/** What was registered since when; what somebody spoiled is no fault of ours. */
interface Version {
  readonly since: number;
  readonly bundle: string;
  readonly isSpoiled: boolean;
}

/**
 * Replicas whose time passes only when none of them has anything left to do: hours take seconds, and a run with the
 * same seed has the same order of events on every machine.
 */
export class Simulation {
  readonly cluster = new FakeCluster();
  readonly violations: string[] = [];
  readonly #lifetimes: Lifetimes;
  readonly #random: () => number;
  readonly #events: { readonly at: number; readonly run: () => void }[] = [];
  readonly #versions: Version[] = [];
  readonly #judged = new Map<string, boolean>();
  #members: readonly Member[] = [];
  #looking = 0;
  #travelling = 0;
  #isSpoiling = false;

  constructor(lifetimes: Lifetimes, seed: number) {
    this.#lifetimes = lifetimes;
    this.#random = randomNumbers(seed);
    this.cluster.bundleChanged = () =>
      this.#versions.push({
        since: this.cluster.now,
        bundle: this.cluster.bundle(),
        isSpoiled: this.#isSpoiling,
      });
  }

  /** How many leaves were served, by all replicas together. */
  readonly serials = new Set<string>();

  /** How often a replica was seen ready. */
  readyTimes = 0;

  start(replicas: number): void {
    for (let count = 0; count < replicas; count += 1) {
      this.#after(this.#random() * LOOK_MILLIS, () => this.#add());
    }
  }

  plan(inMillis: number, incident: Incident): void {
    this.#after(inMillis, () => this.#happen(incident));
  }

  async pass(millis: number): Promise<void> {
    const end = this.cluster.now + millis;
    for (let next = this.#events.shift(); next !== undefined && next.at <= end; next = this.#events.shift()) {
      this.cluster.now = next.at;
      next.run();
      await this.#settle();
      this.#judge();
    }
  }

  #add(): void {
    const way: Connection = { isCut: false, travel: () => this.#travel(way) };
    const member: Member = { replica: new Replica(this.cluster, this.#lifetimes, way), way, isLooking: false };
    this.#members = [...this.#members, member];
    this.#tick(member);
  }

  #tick(member: Member): void {
    if (!this.#members.includes(member)) {
      return;
    }
    if (!member.isLooking) {
      member.isLooking = true;
      this.#looking += 1;
      void member.replica.source.look().finally(() => {
        member.isLooking = false;
        this.#looking -= 1;
      });
    }
    this.#after(LOOK_MILLIS, () => this.#tick(member));
  }

  #happen(incident: Incident): void {
    switch (incident.what) {
      case 'secret-deleted':
        this.cluster.secret = undefined;
        break;
      case 'secret-emptied':
        this.cluster.secret = {};
        break;
      case 'secret-ruined':
        this.cluster.secret = { 'ca-1.crt': 'x', 'ca-2.key': 'y' };
        break;
      case 'bundle-emptied':
      case 'bundle-ruined':
        this.#isSpoiling = true;
        this.cluster.overwriteBundles(incident.what === 'bundle-emptied' ? '' : 'rubbish');
        this.#isSpoiling = false;
        break;
      case 'outage':
        this.#cut(this.#members[incident.replica % this.#members.length]);
        break;
      case 'restart':
        this.#members = this.#members.filter((_, index) => index !== incident.replica % this.#members.length);
        this.#add();
    }
  }

  #cut(member: Member | undefined): void {
    if (member !== undefined) {
      member.way.isCut = true;
      this.#after(OUTAGE_MILLIS, () => {
        member.way.isCut = false;
      });
    }
  }

  #travel(way: Connection): Promise<void> {
    this.#travelling += 1;
    return new Promise((resolve, reject) => {
      this.#after(this.#random() * LONGEST_TRAVEL_MILLIS, () => {
        this.#travelling -= 1;
        way.isCut ? reject(new Error('no route to host')) : resolve();
      });
    });
  }

  #after(millis: number, run: () => void): void {
    const at = this.cluster.now + millis;
    const before = this.#events.findLastIndex((event) => event.at <= at);
    this.#events.splice(before + 1, 0, { at, run });
  }

  /** Signing and the pauses of those who met take real time. */
  async #settle(): Promise<void> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#looking !== this.#travelling);
  }

  /** API servers may be behind with the registration for as long as we wait for them. */
  #judge(): void {
    const { now } = this.cluster;
    const { settleMillis } = timingOf(this.#lifetimes);
    const inForce = this.#versions.filter(
      (_, index) => (this.#versions[index + 1]?.since ?? now) >= now - settleMillis,
    );
    for (const { replica } of this.#members.filter(({ replica }) => replica.source.problem() === undefined)) {
      const serving = replica.source.current();
      this.readyTimes += 1;
      this.serials.add(serving?.serial ?? '');
      for (const { bundle, since } of inForce.filter(({ isSpoiled }) => !isSpoiled)) {
        // The time counts in whole seconds, so one judgement a second is enough.
        const key = `${serving?.serial} ${since} ${Math.floor(now / 1000)}`;
        const isAccepted = this.#judged.get(key) ?? accepts(bundle, serving, now);
        this.#judged.set(key, isAccepted);
        if (!isAccepted) {
          this.violations.push(
            `at ${new Date(now).toISOString()}: ${serving?.serial}, registered since ${new Date(since).toISOString()}`,
          );
        }
      }
    }
  }
}

/** The generator of Numerical Recipes: the same numbers for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
