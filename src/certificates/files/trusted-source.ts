import { ApiError } from '../../cluster/api-error.ts';
import { HoldingSource } from '../holding-source.ts';
import { problemAt, type ServingCertificate } from '../serving-certificate.ts';
import type { BundledCertificate } from '../trust/ca-bundle.ts';
import { type Chain, leadsTo, readChain } from '../trust/chain.ts';
import type { Issuer } from '../trust/issuer.ts';
import type { TrustObserver } from '../trust/observer.ts';
import { LOOK_MILLIS, Polling } from '../trust/polling.ts';
import { Publication } from '../trust/publication.ts';
import { RegisteredTrust, type Remedies } from '../trust/registered-trust.ts';
import type { Registration } from '../trust/registration.ts';
import { SettledIssuers } from '../trust/settled.ts';
import { Steps } from '../trust/steps.ts';
import type { TrustTiming } from '../trust/timing.ts';
import { readIssuers } from './ca-file.ts';
import { FileCertificateSource } from './file-source.ts';
import type { WatchTiming } from './folder-watch.ts';

/** Whether the registration is only looked at, or `ca.crt` is kept in it. */
export type BundleDuty = 'check' | 'write';

export interface TrustedFileParts {
  readonly folder: string;
  readonly registration: Registration;
  readonly duty: BundleDuty;
  readonly observer: TrustObserver;
  readonly timing: TrustTiming;
  readonly watchTiming?: WatchTiming | undefined;
  /** The time as the API server has it, as far as that is known: the API server judges what is served. */
  readonly now: () => Date;
}

/** A pair of the folder, and what it shows to clients. */
interface Pair {
  readonly serving: ServingCertificate;
  readonly chain: Chain;
}

/** Longest pause before a permission that is missing is looked for again. */
const MOST_FORBIDDEN_MILLIS = 600_000;

const REMEDIES: Readonly<Record<BundleDuty, Remedies>> = {
  check: {
    untrusted:
      "wait for whoever writes it, such as cert-manager's CA injector, or set registration.caBundle to write, or to off",
    misnamed: 'issue it for that name, or correct the registration',
  },
  write: {
    untrusted: 'see that ca.crt of the Secret holds the issuer of its tls.crt',
    misnamed: 'issue it for that name, or correct the registration',
  },
};

/**
 * A mounted Secret of which the API server is asked whether it trusts it. What it does not trust yet is not served as long
 * as there is something that it trusts, so a rotation of the issuer does not depend on who is faster: the kubelets that
 * bring the pair, each in its time, or whoever writes the registration.
 */
export class TrustedFileSource extends HoldingSource {
  readonly #parts: TrustedFileParts;
  readonly #files: FileCertificateSource;
  readonly #trust: RegisteredTrust;
  readonly #publication: Publication;
  readonly #settled: SettledIssuers;
  readonly #steps: Steps;
  readonly #polling: Polling;
  #served: Pair | undefined;
  /** What was found last, in use or not. */
  #newest: Pair | undefined;
  /** Who the API server has to know for what is served, whatever `ca.crt` says by now. */
  #anchors: readonly BundledCertificate[] = [];
  /** Of which new pair it was told that it has to wait. */
  #told: ServingCertificate | undefined;
  #forbiddenTimes = 0;

  constructor(parts: TrustedFileParts) {
    const { folder, registration, duty, observer, timing, watchTiming, now } = parts;
    super(observer, now);
    this.#parts = parts;
    const files = {
      // It is told when the pair is taken into use.
      loaded: () => undefined,
      rejected: (problem: string) => observer.rejected(problem),
      listenerFailed: (error: unknown) => observer.listenerFailed(error),
    };
    this.#files = new FileCertificateSource(folder, files, watchTiming);
    this.#trust = new RegisteredTrust(registration, REMEDIES[duty], now);
    this.#publication = new Publication(registration, this.#trust, timing, observer, now);
    this.#settled = new SettledIssuers(this.#trust, timing.settleMillis);
    this.#steps = new Steps(observer);
    this.#polling = new Polling({
      act: () => this.#act(),
      isDue: () => this.#isDue(),
      pauseMillis: () => this.#pauseMillis(),
      lookMillis: Math.min(LOOK_MILLIS, timing.pollMillis),
      now,
    });
  }

  /** @throws CertificateError if the folder has no pair that can be served with, now or later */
  override async start(): Promise<void> {
    await this.#files.start();
    this.#serve(this.#find());
    this.#files.onChange(() => void this.look());
    await this.#polling.start();
  }

  /**
   * Beside the certificate's own problems those of the registration, as last read: an API server that cannot be reached, or
   * does not let us look, changes nothing. Whoever is to write the registration has to have seen it once.
   */
  override problem(): string | undefined {
    return this.#steps.explain(this.holder.problem() ?? this.#distrust());
  }

  override close(): void {
    this.#polling.close();
    this.#files.close();
  }

  /** Does what is due by the clock. Never fails, and never runs twice at a time. */
  look(): Promise<void> {
    return this.#polling.look();
  }

  async #act(): Promise<void> {
    const newest = this.#find();
    const wanted: Issuer[] = [];
    if (this.#parts.duty === 'write') {
      await this.#steps.try('secret', () => wanted.push(...this.#wanted()));
    }
    await this.#steps.try('registration', () =>
      wanted.length === 0 ? this.#trust.read() : this.#publication.reach(wanted),
    );
    this.#forbiddenTimes = this.#isForbidden() ? this.#forbiddenTimes + 1 : 0;
    this.#settled.note(this.#trust.certificates(), this.#parts.now());
    this.#choose(newest);
  }

  #find(): Pair | undefined {
    const serving = this.#files.current();
    if (serving !== undefined && serving !== this.#newest?.serving) {
      this.#newest = { serving, chain: readChain(serving.cert) };
    }
    return this.#newest;
  }

  /**
   * Beside `ca.crt` the issuers of what is served: while the pairs of the replicas change one after the other, and while
   * a new pair waits, both have to be known.
   */
  #wanted(): readonly Issuer[] {
    const served = this.#served;
    const now = this.#parts.now();
    const issuers = readIssuers(this.#parts.folder);
    this.#anchors = eachOnce([...issuers, ...this.#trust.certificates(), ...this.#anchors]).filter(
      (anchor) => served !== undefined && leadsTo(anchor, served.chain, now),
    );
    return eachOnce([...issuers, ...this.#anchors]).map(({ pem, fingerprint }) => ({
      cert: pem,
      fingerprint,
      registeredAt: this.#trust.seenSince(fingerprint),
    }));
  }

  /** A pair that the API server accepts stays until it accepts the next one; one that it does not accept is nothing to keep. */
  #choose(newest: Pair | undefined): void {
    if (newest === undefined || newest === this.#served) {
      return;
    }
    if (this.#served === undefined || !this.#isAccepted(this.#served)) {
      this.#serve(newest);
      return;
    }
    const problem = this.#trust.problem(newest.chain, 'the new certificate');
    if (problem === undefined && this.#isSettled(newest.chain)) {
      this.#serve(newest);
    } else if (problem !== undefined && this.#told !== newest.serving) {
      this.#told = newest.serving;
      this.#parts.observer.rejected(`the new certificate has to wait: ${problem}`);
    }
  }

  #serve(pair: Pair | undefined): void {
    if (pair !== undefined) {
      this.#served = pair;
      this.holder.replace(pair.serving);
    }
  }

  /** Where nothing is known of the registration, the newest pair is the best guess. */
  #isAccepted({ serving, chain }: Pair): boolean {
    return (
      problemAt(serving, this.#parts.now()) === undefined &&
      this.#trust.isRead() &&
      this.#trust.problem(chain) === undefined
    );
  }

  #distrust(): string | undefined {
    if (this.#served === undefined || (this.#parts.duty === 'check' && !this.#trust.isRead())) {
      return undefined;
    }
    const { chain } = this.#served;
    const problem = this.#trust.problem(chain);
    if (problem !== undefined || this.#parts.duty === 'check' || this.#isSettled(chain)) {
      return problem;
    }
    return 'the issuer of the served certificate was registered just now; waiting until every API server knows it';
  }

  #isSettled(chain: Chain): boolean {
    const now = this.#parts.now();
    return this.#trust
      .certificates()
      .some((certificate) => this.#settled.has(certificate) && leadsTo(certificate, chain, now));
  }

  #isDue(): boolean {
    const serving = this.#files.current();
    const hasNew = serving !== this.#newest?.serving;
    return hasNew || (serving !== this.#served?.serving && this.holder.problem() !== undefined);
  }

  /** A replica that is not ready does not let people wait; a permission that is missing is asked for more and more seldom. */
  #pauseMillis(): number {
    const { pollMillis } = this.#parts.timing;
    if (this.problem() !== undefined) {
      return Math.min(pollMillis, 2 * LOOK_MILLIS);
    }
    return Math.min(pollMillis * 2 ** this.#forbiddenTimes, Math.max(pollMillis, MOST_FORBIDDEN_MILLIS));
  }

  #isForbidden(): boolean {
    const failure = this.#steps.failure('registration');
    return failure instanceof ApiError && failure.problem === 'forbidden';
  }
}

const eachOnce = (certificates: readonly BundledCertificate[]): readonly BundledCertificate[] => [
  ...new Map(certificates.map((certificate) => [certificate.fingerprint, certificate])).values(),
];
