import { type BundledCertificate, planBundle } from './ca-bundle.ts';
import type { Issuer } from './issuer.ts';
import type { TrustObserver } from './observer.ts';
import { writeOptimistically } from './optimistic-write.ts';
import type { RegisteredTrust } from './registered-trust.ts';
import type { Registered, Registration } from './registration.ts';
import type { TrustTiming } from './timing.ts';

/** A certificate that is none of ours is watched without a break if no more than this many polls are left out. */
const LONGEST_GAP_POLLS = 5;

/** Since when a certificate that is none of ours has been seen, look by look. */
interface Sighting {
  readonly since: number;
  readonly last: number;
}

/** Keeps our issuers in the `caBundle` of every webhook of the configuration. */
export class Publication {
  readonly #registration: Registration;
  readonly #trust: RegisteredTrust;
  readonly #timing: TrustTiming;
  readonly #observer: TrustObserver;
  readonly #now: () => Date;
  readonly #sightings = new Map<string, Sighting>();

  constructor(
    registration: Registration,
    trust: RegisteredTrust,
    timing: TrustTiming,
    observer: TrustObserver,
    now: () => Date,
  ) {
    this.#registration = registration;
    this.#trust = trust;
    this.#timing = timing;
    this.#observer = observer;
    this.#now = now;
  }

  /** Reads the registration, and writes it where it is not as it should be. Throws where the API server does not let us. */
  reach(issuers: readonly Issuer[]): Promise<void> {
    return writeOptimistically(this.#registration.name, async () => {
      const registered = await this.#trust.read();
      return registered === undefined || this.#bringUpToDate(registered, issuers);
    });
  }

  /** @returns whether all is as it should be, and need not be looked at again */
  async #bringUpToDate(registered: Registered, issuers: readonly Issuer[]): Promise<boolean> {
    this.#sight(issuers);
    const plans = this.#trust.webhooks().flatMap(({ name, bundle }) => {
      const plan = planBundle(bundle, issuers, (foreign) => this.#mayStay(foreign));
      return plan === undefined ? [] : [{ name, ...plan }];
    });
    const [first] = plans;
    if (first === undefined) {
      return true;
    }
    const written = await this.#registration.write(plans, registered);
    if (written === undefined) {
      return false;
    }
    this.#trust.note(written);
    this.#observer.bundleWritten(
      first.change,
      plans.map(({ name }) => name),
    );
    return true;
  }

  /** Time in which the registration could not be read does not count: in it nobody else could learn of a change. */
  #sight(issuers: readonly Issuer[]): void {
    const now = this.#now().getTime();
    const ours = new Set(issuers.map(({ fingerprint }) => fingerprint));
    const foreign = new Set(
      this.#trust
        .webhooks()
        .flatMap(({ bundle }) => bundle.certificates.map(({ fingerprint }) => fingerprint))
        .filter((fingerprint) => !ours.has(fingerprint)),
    );
    for (const fingerprint of this.#sightings.keys()) {
      if (!foreign.has(fingerprint)) {
        this.#sightings.delete(fingerprint);
      }
    }
    for (const fingerprint of foreign) {
      const { since, last } = this.#sightings.get(fingerprint) ?? { since: now, last: now };
      const isUnbroken = Math.abs(now - last) <= LONGEST_GAP_POLLS * this.#timing.pollMillis;
      this.#sightings.set(fingerprint, { since: isUnbroken ? since : now, last: now });
    }
  }

  #mayStay({ fingerprint, certificate }: BundledCertificate): boolean {
    const now = this.#now().getTime();
    const { since } = this.#sightings.get(fingerprint) ?? { since: now };
    const isOver = now >= new Date(certificate.validTo).getTime() + this.#timing.retireMillis;
    return !isOver && now - since < this.#timing.foreignMillis;
  }
}
