import { X509Certificate } from 'node:crypto';
import type { SecretStore, StoredSecret } from '../../../src/certificates/self-managed/secret.ts';
import { SelfManagedSource } from '../../../src/certificates/self-managed/source.ts';
import type { Lifetimes } from '../../../src/certificates/self-managed/timing.ts';
import type { ServingCertificate } from '../../../src/certificates/serving-certificate.ts';
import { parseBundle } from '../../../src/certificates/trust/ca-bundle.ts';
import type { Registered, RegisteredWebhook, Registration } from '../../../src/certificates/trust/registration.ts';
import { RecordingSelfManagedObserver } from './recording-observer.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The default lifetimes. */
export const LIFETIMES: Lifetimes = { authorityMillis: 365 * DAY, leafMillis: DAY };

export const NAMES = ['webhook.system.svc', 'webhook.system.svc.cluster.local', 'webhook.system'];

type Data = Readonly<Record<string, string>>;

/** What stands between one replica and the API server. */
export interface Way {
  /** Once on the way there and once on the way back; fails where nothing gets through. */
  travel(): Promise<void>;
}

/** As much of a cluster as self-managed certificates need, with a clock that a test sets. */
export class FakeCluster {
  now = Date.parse('2030-01-01T00:00:00Z');
  /** `undefined`: there is no Secret. The chart makes one without data. */
  secret: Data | undefined = {};
  /** `undefined`: there is no configuration. */
  webhooks: readonly RegisteredWebhook[] | undefined = [
    { name: 'by-label', caBundle: '' },
    { name: 'by-prefix', caBundle: '' },
  ];
  /** Why calls fail, as long as they do. */
  secretFault: string | undefined;
  registrationFault: string | undefined;
  secretWrites = 0;
  bundleWrites = 0;
  conflicts = 0;
  /** What stands between a replica and the API server, on each way. */
  travel: () => Promise<void> = () => Promise.resolve();
  bundleChanged: () => void = () => undefined;

  secrets(way: Way = this): SecretStore {
    return {
      read: () => this.#call(way, 'secretFault', () => this.#stored()),
      write: (data, previous) =>
        this.#call(way, 'secretFault', () => {
          if (this.secret !== previous?.object) {
            this.conflicts += 1;
            return undefined;
          }
          this.secret = { ...data };
          this.secretWrites += 1;
          return this.#stored();
        }),
    };
  }

  registration(way: Way = this): Registration {
    return {
      name: 'MutatingWebhookConfiguration webhook',
      read: () => this.#call(way, 'registrationFault', () => this.#registered()),
      write: (webhooks, { version }) =>
        this.#call(way, 'registrationFault', () => {
          if (this.webhooks === undefined || version !== JSON.stringify(this.webhooks)) {
            this.conflicts += 1;
            return undefined;
          }
          const written = new Map(webhooks.map(({ name, caBundle }) => [name, caBundle]));
          this.register(this.webhooks.map((old) => ({ ...old, caBundle: written.get(old.name) ?? old.caBundle })));
          this.bundleWrites += 1;
          return this.#registered();
        }),
    };
  }

  register(webhooks: readonly RegisteredWebhook[] | undefined): void {
    this.webhooks = webhooks;
    this.bundleChanged();
  }

  /** Somebody writes one bundle into every webhook. */
  overwriteBundles(caBundle: string): void {
    this.register(this.webhooks?.map(({ name }) => ({ name, caBundle })));
  }

  bundle(): string {
    return this.webhooks?.[0]?.caBundle ?? '';
  }

  source(observer: RecordingSelfManagedObserver, lifetimes = LIFETIMES, way?: Way): SelfManagedSource {
    return new SelfManagedSource({
      secrets: this.secrets(way),
      registration: this.registration(way),
      observer,
      names: NAMES,
      lifetimes,
      now: () => new Date(this.now),
    });
  }

  #stored(): StoredSecret | undefined {
    return this.secret && { data: this.secret, object: this.secret };
  }

  #registered(): Registered | undefined {
    return this.webhooks && { webhooks: this.webhooks, version: JSON.stringify(this.webhooks) };
  }

  async #call<T>(way: Way, fault: 'secretFault' | 'registrationFault', act: () => T): Promise<T> {
    await way.travel();
    if (this[fault] !== undefined) {
      throw new Error(this[fault]);
    }
    const result = act();
    await way.travel();
    return result;
  }
}

/** A replica whose clock is looked at when the test says so. */
export class Replica {
  readonly observer = new RecordingSelfManagedObserver();
  readonly source: SelfManagedSource;
  readonly #cluster: FakeCluster;

  constructor(cluster: FakeCluster, lifetimes = LIFETIMES, way?: Way) {
    this.#cluster = cluster;
    this.source = cluster.source(this.observer, lifetimes, way);
  }

  /** Lets time pass in steps in which every poll is due, and looks after each. */
  async pass(millis: number, stepMillis = millis): Promise<void> {
    for (let passed = 0; passed < millis; passed += stepMillis) {
      this.#cluster.now += stepMillis;
      await this.source.look();
    }
  }

  leaf(): X509Certificate {
    return new X509Certificate(this.source.current()?.cert ?? '');
  }

  /** Whether the API server, as it is registered now, accepts what is served. */
  isAccepted(): boolean {
    return accepts(this.#cluster.bundle(), this.source.current(), this.#cluster.now);
  }
}

/** Whether a client that trusts a bundle accepts a certificate: by chain and by time. */
export function accepts(bundle: string, serving: ServingCertificate | undefined, now: number): boolean {
  if (serving === undefined || now < serving.validFrom.getTime() || now >= serving.expiresAt.getTime()) {
    return false;
  }
  const leaf = new X509Certificate(serving.cert);
  return parseBundle(bundle).certificates.some(
    ({ certificate }) =>
      leaf.checkIssued(certificate) &&
      leaf.verify(certificate.publicKey) &&
      now >= Date.parse(certificate.validFrom) &&
      now < Date.parse(certificate.validTo),
  );
}

export const fingerprints = (bundle: string): readonly string[] =>
  parseBundle(bundle).certificates.map(({ fingerprint }) => fingerprint);
