import { X509Certificate } from 'node:crypto';
import type { CertificateStep } from '../../telemetry/metrics-catalogue.ts';
import { HoldingSource } from '../holding-source.ts';
import { problemAt } from '../serving-certificate.ts';
import { Publication } from '../trust/publication.ts';
import type { Registration } from '../trust/registration.ts';
import { SettledIssuers } from '../trust/settled.ts';
import { Agreement } from './agreement.ts';
import { type Authority, issueLeaf } from './authority.ts';
import type { SelfManagedObserver } from './observer.ts';
import type { SecretStore } from './secret.ts';
import { chooseSigner, stillValid } from './signer.ts';
import { type Lifetimes, type Timing, timingOf } from './timing.ts';

/** How often the clock is looked at. One long timer would sleep on when the machine has slept. */
const LOOK_MILLIS = 1000;

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
  readonly #publication: Publication;
  readonly #settled: SettledIssuers;
  readonly #troubles = new Map<CertificateStep, string>();
  #leaf: Leaf | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #polledAt: Date | undefined;
  #pauseMillis = 0;

  constructor(parts: SelfManagedParts) {
    const { secrets, registration, observer, lifetimes, now } = parts;
    super(observer, now);
    this.#parts = parts;
    this.#timing = timingOf(lifetimes);
    this.#agreement = new Agreement(secrets, this.#timing, observer, now);
    this.#publication = new Publication(registration, this.#timing, observer, now);
    this.#settled = new SettledIssuers(this.#publication, this.#timing.settleMillis);
  }

  /** An API server that does not answer yet is waited for: it cannot call us either. */
  override async start(): Promise<void> {
    this.#timer = setInterval(() => void this.look(), Math.min(LOOK_MILLIS, this.#timing.pollMillis)).unref();
    await this.look();
  }

  /**
   * Beside the certificate's own problems those of the registration, as last read: an API server that cannot be reached
   * changes nothing, since it would not be cured by calling another replica.
   */
  override problem(): string | undefined {
    const problem = this.holder.problem() ?? this.#distrust();
    const troubles = [...this.#troubles].map(([step, trouble]) => `${step}: ${trouble}`);
    return problem === undefined ? undefined : [problem, ...troubles].join('; ');
  }

  override close(): void {
    clearInterval(this.#timer);
  }

  /** Does what is due by the clock. Never fails, and never runs twice at a time. */
  look(): Promise<void> {
    if (!this.#isPollDue() && !this.#isLeafDue()) {
      return Promise.resolve();
    }
    this.#looking ??= this.#act().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** In this order: nothing is signed before it was seen what is registered, and what time it is at the API server. */
  async #act(): Promise<void> {
    this.#polledAt = this.#parts.now();
    await this.#try('secret', () => this.#agreement.reach((authority) => this.#publication.has(authority)));
    if (this.#agreement.known().length > 0) {
      await this.#try('registration', () => this.#publication.reach(this.#agreement.known()));
      this.#settled.note(this.#agreement.known(), this.#parts.now());
      await this.#try('signing', () => this.#renewLeaf());
    }
    // The clock may have been corrected by what was heard meanwhile.
    this.#polledAt = this.#parts.now();
    this.#pauseMillis = this.#nextPause();
  }

  /** Replicas that started together do not go on asking together; one that is not ready does not let people wait. */
  #nextPause(): number {
    const { pollMillis } = this.#timing;
    const pause = this.problem() === undefined ? pollMillis : Math.min(pollMillis, 2 * LOOK_MILLIS);
    return pause * (0.75 + Math.random() / 2);
  }

  async #try(step: CertificateStep, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const problem = (error as Error).message;
      this.#troubles.set(step, problem);
      this.#parts.observer.failed(step, problem);
      return;
    }
    if (this.#troubles.delete(step)) {
      this.#parts.observer.recovered(step);
    }
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
    return leaf !== undefined && (this.holder.problem() ?? this.#publication.problem(leaf)) === undefined;
  }

  #bestUnsettled(authorities: readonly Authority[], now: Date): Authority | undefined {
    const valid = stillValid(authorities, now);
    return valid.find((authority) => this.#publication.has(authority)) ?? valid[0];
  }

  /** Whether the API server trusts it, and has had time to learn of it. */
  #isSettled(authority: Authority): boolean {
    return this.#settled.has(authority) && this.#publication.has(authority);
  }

  #distrust(): string | undefined {
    if (this.#leaf === undefined) {
      return undefined;
    }
    const { certificate, issuer } = this.#leaf;
    const problem = this.#publication.problem(certificate);
    if (problem !== undefined) {
      return problem;
    }
    const authority = this.#agreement.known().find(({ fingerprint }) => fingerprint === issuer);
    return authority === undefined || this.#isSettled(authority)
      ? undefined
      : 'the issuer of the served certificate was registered just now; waiting until every API server knows it';
  }

  #isPollDue(): boolean {
    const elapsed = this.#parts.now().getTime() - (this.#polledAt?.getTime() ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back must not put off the next poll.
    return elapsed < 0 || elapsed >= this.#pauseMillis;
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
