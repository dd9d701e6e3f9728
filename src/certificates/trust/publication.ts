import type { X509Certificate } from 'node:crypto';
import {
  type BundledCertificate,
  isTrusted,
  isValidAt,
  type ParsedBundle,
  parseBundle,
  planBundle,
} from './ca-bundle.ts';
import type { Issuer } from './issuer.ts';
import type { TrustObserver } from './observer.ts';
import { writeOptimistically } from './optimistic-write.ts';
import type { Registered, Registration } from './registration.ts';
import type { TrustTiming } from './timing.ts';

/** A certificate that is none of ours is watched without a break if no more than this many polls are left out. */
const LONGEST_GAP_POLLS = 5;

/** A webhook and whom the API server trusts for it, as last read. */
interface PublishedWebhook {
  readonly name: string;
  readonly bundle: ParsedBundle;
}

/** Since when a certificate that is none of ours has been seen, look by look. */
interface Sighting {
  readonly since: number;
  readonly last: number;
}

/** Keeps our issuers in the `caBundle` of every webhook of the configuration, and remembers what was there last. */
export class Publication {
  readonly #registration: Registration;
  readonly #timing: TrustTiming;
  readonly #observer: TrustObserver;
  readonly #now: () => Date;
  readonly #sightings = new Map<string, Sighting>();
  #webhooks: readonly PublishedWebhook[] | 'unread' | 'missing' = 'unread';

  constructor(registration: Registration, timing: TrustTiming, observer: TrustObserver, now: () => Date) {
    this.#registration = registration;
    this.#timing = timing;
    this.#observer = observer;
    this.#now = now;
  }

  /** Reads the registration, and writes it where it is not as it should be. Throws where the API server does not let us. */
  reach(issuers: readonly Issuer[]): Promise<void> {
    return writeOptimistically(this.#registration.name, async () => {
      const registered = await this.#registration.read();
      if (registered === undefined) {
        this.#webhooks = 'missing';
        return true;
      }
      const webhooks = webhooksOf(registered);
      this.#webhooks = webhooks;
      return this.#bringUpToDate(registered, webhooks, issuers);
    });
  }

  /** Whether the API server trusts an issuer for every webhook, as last read. */
  has({ fingerprint }: Issuer): boolean {
    return this.#areAll(({ certificates }) => certificates.some((other) => other.fingerprint === fingerprint));
  }

  /** Whether it trusts somebody else as well, who may be in use while it learns of us. */
  hasOthers(issuers: readonly Issuer[]): boolean {
    const now = this.#now();
    const ours = new Set(issuers.map(({ fingerprint }) => fingerprint));
    return !this.#areAll(({ certificates }) =>
      certificates.every((other) => ours.has(other.fingerprint) || !isValidAt(other, now)),
    );
  }

  /** Why the API server would not accept a certificate; `undefined` if it would. */
  problem(leaf: X509Certificate): string | undefined {
    if (this.#webhooks === 'unread') {
      return `${this.#registration.name} has not been read yet`;
    }
    if (this.#webhooks === 'missing') {
      return `there is no ${this.#registration.name}; install it, or name the right one`;
    }
    if (this.#webhooks.length === 0) {
      return `${this.#registration.name} has no webhooks; install it anew`;
    }
    const distrusting = this.#webhooks.filter(({ bundle }) => !isTrusted(leaf, bundle)).map(({ name }) => name);
    return distrusting.length === 0
      ? undefined
      : `the caBundle of ${distrusting.join(', ')} in ${this.#registration.name} does not hold the issuer of the served certificate`;
  }

  #areAll(holds: (bundle: ParsedBundle) => boolean): boolean {
    return typeof this.#webhooks !== 'string' && this.#webhooks.every(({ bundle }) => holds(bundle));
  }

  /** @returns whether all is as it should be, and need not be looked at again */
  async #bringUpToDate(
    registered: Registered,
    webhooks: readonly PublishedWebhook[],
    issuers: readonly Issuer[],
  ): Promise<boolean> {
    this.#sight(webhooks, issuers);
    const plans = webhooks.flatMap(({ name, bundle }) => {
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
    this.#webhooks = webhooksOf(written);
    this.#observer.bundleWritten(
      first.change,
      plans.map(({ name }) => name),
    );
    return true;
  }

  /** Time in which the registration could not be read does not count: in it nobody else could learn of a change. */
  #sight(webhooks: readonly PublishedWebhook[], issuers: readonly Issuer[]): void {
    const now = this.#now().getTime();
    const ours = new Set(issuers.map(({ fingerprint }) => fingerprint));
    const foreign = new Set(
      webhooks
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

const webhooksOf = ({ webhooks }: Registered): readonly PublishedWebhook[] =>
  webhooks.map(({ name, caBundle }) => ({ name, bundle: parseBundle(caBundle) }));
