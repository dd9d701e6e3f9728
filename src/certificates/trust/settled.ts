import type { Issuer } from './issuer.ts';
import type { RegisteredTrust } from './registered-trust.ts';

/** Which issuers every API server has had time to learn of. */
export class SettledIssuers {
  readonly #trust: RegisteredTrust;
  readonly #settleMillis: number;
  readonly #fingerprints = new Set<string>();

  constructor(trust: RegisteredTrust, settleMillis: number) {
    this.#trust = trust;
    this.#settleMillis = settleMillis;
  }

  has({ fingerprint }: Pick<Issuer, 'fingerprint'>): boolean {
    return this.#fingerprints.has(fingerprint);
  }

  /**
   * Remembers those whose time has come. Where nobody was trusted before, nothing is gained by waiting: there is no good
   * certificate that could be replaced too early.
   */
  note(issuers: readonly Issuer[], now: Date): void {
    const registered = issuers.filter((issuer) => this.#trust.has(issuer));
    const old = registered.filter(
      ({ registeredAt }) => registeredAt !== undefined && now.getTime() - registeredAt.getTime() >= this.#settleMillis,
    );
    const isBeginning = old.length === 0 && !this.#trust.hasOthers(issuers);
    for (const { fingerprint } of isBeginning ? registered : old) {
      this.#fingerprints.add(fingerprint);
    }
  }
}
