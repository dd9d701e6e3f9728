import type { RotationCause } from '../../telemetry/metrics-catalogue.ts';
import { writeOptimistically } from '../trust/optimistic-write.ts';
import { type Authority, createAuthority } from './authority.ts';
import type { SelfManagedObserver } from './observer.ts';
import { inOrder, parseSecret, type SecretStore, SLOTS, secretData } from './secret.ts';
import type { Timing } from './timing.ts';

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
  reach(isRegistered: (authority: Authority) => boolean): Promise<void> {
    return writeOptimistically('the Secret', () => this.#tryToReach(isRegistered));
  }

  async #tryToReach(isRegistered: (authority: Authority) => boolean): Promise<boolean> {
    const stored = await this.#store.read();
    const { authorities, problems } = parseSecret(stored?.data ?? {});
    const kept = authorities.filter((authority) => this.#isInForce(authority));
    const completed = await this.#complete(kept);
    const wanted = completed.map((authority) => this.#noted(authority, isRegistered));
    if (wanted.every((authority) => kept.includes(authority))) {
      this.#take(kept);
      return true;
    }
    if ((await this.#store.write(secretData(wanted), stored)) === undefined) {
      return false;
    }
    this.#take(wanted);
    if (kept.length < SLOTS.length) {
      this.#observer.rotated(causeOf(kept.length < authorities.length, problems), problems);
    }
    return true;
  }

  #noted(authority: Authority, isRegistered: (authority: Authority) => boolean): Authority {
    return authority.registeredAt === undefined && isRegistered(authority)
      ? { ...authority, registeredAt: this.#now() }
      : authority;
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
