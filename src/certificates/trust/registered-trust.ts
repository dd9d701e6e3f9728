import { type BundledCertificate, isValidAt, type ParsedBundle, parseBundle } from './ca-bundle.ts';
import { type Chain, isFor, isForServers, leadsTo } from './chain.ts';
import type { Issuer } from './issuer.ts';
import type { Registered, Registration } from './registration.ts';

/** A webhook and whom the API server trusts for it, as last read. */
export interface TrustingWebhook {
  readonly name: string;
  readonly serverName: string | undefined;
  readonly bundle: ParsedBundle;
}

/** A certificate of the `caBundle`, and since when it has been known to be there. */
export type RegisteredCertificate = BundledCertificate & Issuer;

/** What to do about a certificate that the API server would not accept; it depends on who made it. */
export interface Remedies {
  readonly untrusted?: string;
  readonly misnamed: string;
}

/** Whom the API server trusts, as last read. */
export class RegisteredTrust {
  readonly #registration: Registration;
  readonly #remedies: Remedies;
  readonly #now: () => Date;
  readonly #seenSince = new Map<string, Date>();
  #webhooks: readonly TrustingWebhook[] | 'unread' | 'missing' = 'unread';

  constructor(registration: Registration, remedies: Remedies, now: () => Date) {
    this.#registration = registration;
    this.#remedies = remedies;
    this.#now = now;
  }

  /** Throws where the API server does not let us; what was read last stays. */
  async read(): Promise<Registered | undefined> {
    const registered = await this.#registration.read();
    this.note(registered);
    return registered;
  }

  /** Takes what was read, or written, for what is registered now. */
  note(registered: Registered | undefined): void {
    // What was there before we looked has been there for we do not know how long.
    const since = this.isRead() ? this.#now() : new Date(0);
    this.#webhooks =
      registered?.webhooks.map(({ name, serverName, caBundle }) => ({
        name,
        serverName,
        bundle: parseBundle(caBundle),
      })) ?? 'missing';
    for (const { fingerprint } of this.webhooks().flatMap(({ bundle }) => bundle.certificates)) {
      this.#seenSince.set(fingerprint, this.#seenSince.get(fingerprint) ?? since);
    }
  }

  isRead(): boolean {
    return this.#webhooks !== 'unread';
  }

  webhooks(): readonly TrustingWebhook[] {
    return typeof this.#webhooks === 'string' ? [] : this.#webhooks;
  }

  /** Whether it trusts an issuer for every webhook. */
  has({ fingerprint }: Pick<Issuer, 'fingerprint'>): boolean {
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

  /** Those that are trusted for every webhook. */
  certificates(): readonly RegisteredCertificate[] {
    const [first] = this.webhooks();
    return (first?.bundle.certificates ?? [])
      .filter((certificate) => this.has(certificate))
      .map((certificate) => ({
        ...certificate,
        cert: certificate.pem,
        registeredAt: this.seenSince(certificate.fingerprint),
      }));
  }

  /** When a certificate was first seen in a `caBundle`: long ago, for those that were there at the first look. */
  seenSince(fingerprint: string): Date | undefined {
    return this.#seenSince.get(fingerprint);
  }

  /** Whether the issuer of a chain is trusted for every webhook. */
  trusts(chain: Chain): boolean {
    return this.webhooks().length > 0 && this.#areAll((bundle) => this.#leadsTo(bundle, chain));
  }

  /**
   * Why the API server would not accept a certificate; `undefined` if it would.
   *
   * @param what is judged, for the sentence
   */
  problem(chain: Chain, what = 'the served certificate'): string | undefined {
    const { name } = this.#registration;
    if (this.#webhooks === 'unread') {
      return `${name} has not been read yet`;
    }
    if (this.#webhooks === 'missing') {
      return `there is no ${name}; install it, or set registration.webhookConfiguration to the right one`;
    }
    if (this.#webhooks.length === 0) {
      return `${name} has no webhooks; install it anew`;
    }
    const problems = [this.#distrust(chain, what), this.#wrongName(chain, what), wrongUsage(chain, what)];
    return problems.filter((problem) => problem !== undefined).join('; ') || undefined;
  }

  #distrust(chain: Chain, what: string): string | undefined {
    const distrusting = this.webhooks().filter(({ bundle }) => !this.#leadsTo(bundle, chain));
    const names = distrusting.map(({ name }) => name).join(', ');
    const { untrusted } = this.#remedies;
    return distrusting.length === 0
      ? undefined
      : `the caBundle of ${names} in ${this.#registration.name} does not hold the issuer of ${what}${untrusted === undefined ? '' : `; ${untrusted}`}`;
  }

  /** The API server asks for the name of the Service as it is registered, and for no other. */
  #wrongName(chain: Chain, what: string): string | undefined {
    const asked = new Set(this.webhooks().flatMap(({ serverName }) => serverName ?? []));
    const missing = [...asked].filter((host) => !isFor(chain, host));
    return missing.length === 0
      ? undefined
      : `${what} is not valid for ${missing.join(', ')}, by which ${this.#registration.name} has it called; ${this.#remedies.misnamed}`;
  }

  #leadsTo({ certificates }: ParsedBundle, chain: Chain): boolean {
    const now = this.#now();
    return certificates.some((anchor) => leadsTo(anchor, chain, now));
  }

  #areAll(holds: (bundle: ParsedBundle) => boolean): boolean {
    return typeof this.#webhooks !== 'string' && this.#webhooks.every(({ bundle }) => holds(bundle));
  }
}

const wrongUsage = (chain: Chain, what: string): string | undefined =>
  isForServers(chain) ? undefined : `${what} is not for servers; issue it with the extended key usage serverAuth`;
