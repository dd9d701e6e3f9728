import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type BundleDuty, TrustedFileSource } from '../../../src/certificates/files/trusted-source.ts';
import type { TrustTiming } from '../../../src/certificates/trust/timing.ts';
import type { Pems } from '../pems.ts';
import { SecretMount } from '../secret-mount.ts';
import { accepts, DAY, type FakeCluster, MINUTE } from '../self-managed/fake-cluster.ts';
import { RecordingSelfManagedObserver } from '../self-managed/recording-observer.ts';
import { makeAuthority, type TestAuthority } from '../test-authority.ts';

export const HOST = 'webhook.system.svc';

const TIMING: TrustTiming = {
  pollMillis: 10_000,
  settleMillis: MINUTE,
  retireMillis: 10 * MINUTE,
  foreignMillis: DAY,
};

/** What a Secret holds that somebody issued for the webhook: the pair, and the issuer beside it. */
export interface IssuedSecret extends Pems {
  readonly ca: string;
}

export async function issuedBy(authority: TestAuthority, names = [HOST]): Promise<IssuedSecret> {
  return { ...(await authority.issue(names)), ca: authority.cert };
}

export const issued = async (): Promise<IssuedSecret> => issuedBy(await makeAuthority());

export const serialOf = ({ cert }: Pick<Pems, 'cert'>): string => new X509Certificate(cert).serialNumber;

/** A replica with a Secret of its own, which a test changes, and a clock that a test sets. */
export class TrustedReplica {
  readonly observer = new RecordingSelfManagedObserver();
  readonly mount: SecretMount;
  readonly source: TrustedFileSource;
  readonly #cluster: FakeCluster;

  constructor(cluster: FakeCluster, duty: BundleDuty, secret: Partial<IssuedSecret>) {
    this.#cluster = cluster;
    this.mount = new SecretMount(secret);
    this.source = new TrustedFileSource({
      folder: this.mount.folder,
      registration: cluster.registration(),
      duty,
      observer: this.observer,
      timing: TIMING,
      watchTiming: { settleMillis: 5, pollMillis: 5 },
      now: () => new Date(cluster.now),
    });
    onTestFinished(() => {
      this.source.close();
      this.mount.remove();
    });
  }

  static async started(cluster: FakeCluster, duty: BundleDuty, secret: Partial<IssuedSecret>): Promise<TrustedReplica> {
    const replica = new TrustedReplica(cluster, duty, secret);
    await replica.source.start();
    return replica;
  }

  /** Lets time pass in steps in which every poll is due, and looks after each. */
  async pass(millis: number, stepMillis = Math.min(millis, 13_000)): Promise<void> {
    for (let passed = 0; passed < millis; passed += stepMillis) {
      this.#cluster.now += stepMillis;
      await this.source.look();
    }
  }

  /** Changes the Secret, and resolves when something came of it. */
  async change(secret: Partial<IssuedSecret>, cameOfIt: () => boolean): Promise<void> {
    this.mount.update(secret);
    for (let waited = 0; !cameOfIt(); waited += 5) {
      if (waited > 3000) {
        throw new Error(`nothing came of the change; problem: ${this.source.problem()}`);
      }
      await sleep(5);
    }
    await this.source.look();
  }

  serves(secret: Pick<Pems, 'cert'>): boolean {
    return this.source.current()?.serial === serialOf(secret);
  }

  /** Whether the API server, as it is registered now, accepts what is served. */
  isAccepted(): boolean {
    return (
      this.#cluster.webhooks?.every(({ caBundle }) => accepts(caBundle, this.source.current(), this.#cluster.now)) ??
      false
    );
  }
}
