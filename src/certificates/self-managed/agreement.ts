import { setTimeout as sleep } from 'node:timers/promises';
import type { RotationCause } from '../../telemetry/metrics-catalogue.ts';
import { type Authority, createAuthority } from './authority.ts';
import type { SelfManagedObserver } from './observer.ts';
import { inOrder, parseSecret, type SecretStore, SLOTS, type StoredSecret, secretData } from './secret.ts';
import type { Timing } from './timing.ts';

/** Writers that meet pass each other by after one or two tries; this many mean that something else is wrong. */
const MOST_TRIES = 8;

/** How long a writer waits at most before it tries again, so that those who met do not meet again. */
const PAUSE_MILLIS = 50;

/**
 * The authorities that all replicas agree on, without a leader: whoever finds one missing makes one, the Secret takes
 * the first that comes, and all others read that one.
 */
export class Agreement {
  readonly #store: SecretStore;
  readonly #timing: Timing;
  readonly #observer: SelfManagedObserver;
  readonly #now: () => Date;
  #known: readonly Authority[] = [];
  #stored: StoredSecret | undefined;

  constructor(store: SecretStore, timing: Timing, observer: SelfManagedObserver, now: () => Date) {
    this.#store = store;
    this.#timing = timing;
    this.#observer = observer;
    this.#now = now;
  }

  /** As of the last look that got through. */
  known(): readonly Authority[] {
    return this.#known;
  }

  /**
   * Reads the Secret, completes it where it lacks an authority, and notes for all replicas since when authorities are
   * registered. Throws where the API server does not let us.
   *
   * @param isRegistered whether an authority was registered when that was last looked at
   */
  async reach(isRegistered: (authority: Authority) => boolean): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      this.#stored = await this.#store.read();
      const { authorities, problems } = parseSecret(this.#stored?.data ?? {});
      const kept = authorities.filter((authority) => this.#isInForce(authority));
      const completed = await this.#complete(kept);
      const wanted = completed.map((authority) => this.#noted(authority, isRegistered));
      if (wanted.every((authority) => kept.includes(authority))) {
        this.#take(kept);
        return;
      }
      if (await this.#write(wanted)) {
        if (kept.length < SLOTS.length) {
          this.#observer.rotated(causeOf(kept.length < authorities.length, problems), problems);
        }
        return;
      }
      await sleep(Math.random() * PAUSE_MILLIS);
    }
    throw new Error('the Secret was changed by others each time that it was to be written');
  }

  #noted(authority: Authority, isRegistered: (authority: Authority) => boolean): Authority {
    return authority.registeredAt === undefined && isRegistered(authority)
      ? { ...authority, registeredAt: this.#now() }
      : authority;
  }

  async #write(authorities: readonly Authority[]): Promise<boolean> {
    const written = await this.#store.write(secretData(authorities), this.#stored);
    if (written === undefined) {
      return false;
    }
    this.#stored = written;
    this.#take(authorities);
    return true;
  }

  #take(authorities: readonly Authority[]): void {
    const isSame =
      authorities.length === this.#known.length &&
      authorities.every(({ fingerprint }, index) => fingerprint === this.#known[index]?.fingerprint);
    this.#known = authorities;
    if (!isSame) {
      this.#observer.authorities(authorities);
    }
  }

  /** Until then leaves of it may be in use: none outlives its authority. */
  #isInForce({ validFrom, expiresAt }: Authority): boolean {
    const now = this.#now().getTime();
    return validFrom.getTime() <= now && now < expiresAt.getTime() + this.#timing.retireMillis;
  }

  /** Two authorities that expire half a life apart, so that one of them is always old enough for everybody to know it. */
  async #complete(kept: readonly Authority[]): Promise<readonly Authority[]> {
    const { authorityMillis } = this.#timing;
    const now = this.#now();
    const authorities = [...kept];
    while (authorities.length < SLOTS.length) {
      const full = now.getTime() + authorityMillis;
      const isTooNear = authorities.some(({ expiresAt }) => Math.abs(expiresAt.getTime() - full) < authorityMillis / 4);
      authorities.push(await createAuthority(new Date(isTooNear ? full - authorityMillis / 2 : full), now));
    }
    return inOrder(authorities);
  }
}

function causeOf(someAreOver: boolean, problems: readonly string[]): RotationCause {
  if (problems.length > 0) {
    return 'unusable';
  }
  return someAreOver ? 'expired' : 'missing';
}
