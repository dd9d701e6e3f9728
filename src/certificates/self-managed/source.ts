import { X509Certificate } from 'node:crypto';
import { HoldingSource } from '../holding-source.ts';
import { problemAt } from '../serving-certificate.ts';
import { LOOK_MILLIS, Polling } from '../trust/polling.ts';
import { Publication } from '../trust/publication.ts';
import { RegisteredTrust } from '../trust/registered-trust.ts';
import type { Registration } from '../trust/registration.ts';
import { SettledIssuers } from '../trust/settled.ts';
import { Steps } from '../trust/steps.ts';
import { Agreement } from './agreement.ts';
import { type Authority, issueLeaf } from './authority.ts';
import type { SelfManagedObserver } from './observer.ts';
import type { SecretStore } from './secret.ts';
import { chooseSigner, stillValid } from './signer.ts';
import { type Lifetimes, type Timing, timingOf } from './timing.ts';

const REMEDIES = {
  misnamed: 'set registration.serviceName and releaseNamespace to the Service that is registered',
};

/** A leaf is replaced when this part of its life is over, so that hours are left for whatever may be in the way. */
const RENEWAL_AT = 2 / 3;

export interface SelfManagedParts {
  readonly secrets: SecretStore;
  readonly registration: Registration;
  readonly observer: SelfManagedObserver;
  /** DNS names that the API server may call the server by. */
  readonly names: readonly string[];
  readonly lifetimes: Lifetimes;
  /** The time as the API server has it, as far as that is known: the API server judges what is signed here. */
  readonly now: () => Date;
}

/** A leaf, and who signed it. */
interface Leaf {
  readonly certificate: X509Certificate;
  readonly issuer: string;
  readonly issuedAt: Date;
}

/**
 * A certificate of one's own authority. The authorities are shared by all replicas through a Secret; each replica signs
 * a short-lived certificate for itself, which is never stored, and takes care that the API server trusts its issuer.
 */
export class SelfManagedSource extends HoldingSource {
  readonly #parts: SelfManagedParts;
  readonly #timing: Timing;
  readonly #agreement: Agreement;
  readonly #trust: RegisteredTrust;
  readonly #publication: Publication;
  readonly #settled: SettledIssuers;
  readonly #steps: Steps;
  readonly #polling: Polling;
  #leaf: Leaf | undefined;

  constructor(parts: SelfManagedParts) {
    const { secrets, registration, observer, lifetimes, now } = parts;
    super(observer, now);
    this.#parts = parts;
    this.#timing = timingOf(lifetimes);
    this.#agreement = new Agreement(secrets, this.#timing, observer, now);
    this.#trust = new RegisteredTrust(registration, REMEDIES, now);
    this.#publication = new Publication(registration, this.#trust, this.#timing, observer, now);
    this.#settled = new SettledIssuers(this.#trust, this.#timing.settleMillis);
    this.#steps = new Steps(observer);
    this.#polling = new Polling({
      act: () => this.#act(),
      isDue: () => this.#isLeafDue(),
      pauseMillis: () => this.#pauseMillis(),
      lookMillis: Math.min(LOOK_MILLIS, this.#timing.pollMillis),
      now,
    });
  }

  /** An API server that does not answer yet is waited for: it cannot call us either. */
  override start(): Promise<void> {
    return this.#polling.start();
  }

  /**
   * Beside the certificate's own problems those of the registration, as last read: an API server that cannot be reached
   * changes nothing, since it would not be cured by calling another replica.
   */
  override problem(): string | undefined {
    return this.#steps.explain(this.holder.problem() ?? this.#distrust());
  }

  override close(): void {
    this.#polling.close();
  }

  /** Does what is due by the clock. Never fails, and never runs twice at a time. */
  look(): Promise<void> {
    return this.#polling.look();
  }

  /** In this order: nothing is signed before it was seen what is registered, and what time it is at the API server. */
  async #act(): Promise<void> {
    await this.#steps.try('secret', () => this.#agreement.reach((authority) => this.#trust.has(authority)));
    if (this.#agreement.known().length > 0) {
      await this.#steps.try('registration', () => this.#publication.reach(this.#agreement.known()));
      this.#settled.note(this.#agreement.known(), this.#parts.now());
      await this.#steps.try('signing', () => this.#renewLeaf());
    }
  }

  /** A replica that is not ready does not let people wait. */
  #pauseMillis(): number {
    const { pollMillis } = this.#timing;
    return this.problem() === undefined ? pollMillis : Math.min(pollMillis, 2 * LOOK_MILLIS);
  }

  async #renewLeaf(): Promise<void> {
    const signer = this.#nextSigner();
    if (signer === undefined || (signer.fingerprint === this.#leaf?.issuer && !this.#isLeafDue())) {
      return;
    }
    const issuedAt = this.#parts.now();
    const serving = await issueLeaf(signer, this.#parts.names, this.#timing.leafMillis, issuedAt);
    this.#leaf = { certificate: new X509Certificate(serving.cert), issuer: signer.fingerprint, issuedAt };
    this.holder.replace(serving);
  }

  /** Who signs the next leaf, if there is reason for one. */
  #nextSigner(): Authority | undefined {
    const now = this.#parts.now();
    const { leafMillis } = this.#timing;
    const authorities = this.#agreement.known();
    const isIssuerKnown = authorities.some(({ fingerprint }) => fingerprint === this.#leaf?.issuer);
    if (isIssuerKnown && !this.#isLeafDue()) {
      return undefined;
    }
    const signer = chooseSigner(authorities, { now, leafMillis, isSettled: (authority) => this.#isSettled(authority) });
    // Where the present leaf is of no use any more, any other is better.
    return signer ?? (this.#isLeafAccepted() ? undefined : this.#bestUnsettled(authorities, now));
  }

  #isLeafAccepted(): boolean {
    const leaf = this.#leaf?.certificate;
    return leaf !== undefined && this.holder.problem() === undefined && this.#trust.trusts([leaf]);
  }

  #bestUnsettled(authorities: readonly Authority[], now: Date): Authority | undefined {
    const valid = stillValid(authorities, now);
    return valid.find((authority) => this.#trust.has(authority)) ?? valid[0];
  }

  /** Whether the API server trusts it, and has had time to learn of it. */
  #isSettled(authority: Authority): boolean {
    return this.#settled.has(authority) && this.#trust.has(authority);
  }

  #distrust(): string | undefined {
    if (this.#leaf === undefined) {
      return undefined;
    }
    const { certificate, issuer } = this.#leaf;
    const problem = this.#trust.problem([certificate]);
    if (problem !== undefined) {
      return problem;
    }
    const authority = this.#agreement.known().find(({ fingerprint }) => fingerprint === issuer);
    return authority === undefined || this.#isSettled(authority)
      ? undefined
      : 'the issuer of the served certificate was registered just now; waiting until every API server knows it';
  }

  /** By the wall clock, which goes on while a machine sleeps. */
  #isLeafDue(): boolean {
    const current = this.holder.current();
    if (current === undefined || this.#leaf === undefined) {
      return true;
    }
    const now = this.#parts.now();
    const age = now.getTime() - this.#leaf.issuedAt.getTime();
    const life = current.expiresAt.getTime() - this.#leaf.issuedAt.getTime();
    return problemAt(current, now) !== undefined || age >= life * RENEWAL_AT;
  }
}
