import type { Issuer } from './issuer.ts';
import type { Publication } from './publication.ts';

/** Which issuers every API server has had time to learn of. */
export class SettledIssuers {
  readonly #publication: Publication;
  readonly #settleMillis: number;
  readonly #fingerprints = new Set<string>();

  constructor(publication: Publication, settleMillis: number) {
    this.#publication = publication;
    this.#settleMillis = settleMillis;
  }

  has({ fingerprint }: Issuer): boolean {
    return this.#fingerprints.has(fingerprint);
  }

  /**
   * Remembers those whose time has come. Where nobody was trusted before, nothing is gained by waiting: there is no good
   * certificate that could be replaced too early.
   */
  note(issuers: readonly Issuer[], now: Date): void {
    const registered = issuers.filter((issuer) => this.#publication.has(issuer));
    const old = registered.filter(
      ({ registeredAt }) => registeredAt !== undefined && now.getTime() - registeredAt.getTime() >= this.#settleMillis,
    );
    const isBeginning = old.length === 0 && !this.#publication.hasOthers(issuers);
    for (const { fingerprint } of isBeginning ? registered : old) {
      this.#fingerprints.add(fingerprint);
    }
  }
}
