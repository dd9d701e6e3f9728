import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HoldingSource } from '../holding-source.ts';
import {
  CertificateError,
  problemAt,
  readServingCertificate,
  type ServingCertificate,
} from '../serving-certificate.ts';
import type { CertificateObserver } from '../source.ts';
import { type WatchTiming, watchFolder } from './folder-watch.ts';
import { versionFolder } from './version-folder.ts';

const CERT_FILE = 'tls.crt';
const KEY_FILE = 'tls.key';

/**
 * A folder with `tls.crt` and `tls.key`, as a mounted TLS Secret has them. Changes are picked up while running; a new
 * pair that cannot be used, or not yet, is reported, and the one in use stays.
 */
export class FileCertificateSource extends HoldingSource {
  readonly #folder: string;
  readonly #observer: CertificateObserver;
  readonly #timing: WatchTiming | undefined;
  readonly #now: () => Date;
  #endWatch: () => void = () => undefined;
  /** What was found last, good or bad, so that each state of the folder is reported once. */
  #seen: Finding | undefined;
  /** Whether it is in use. */
  #isTaken = false;

  constructor(folder: string, observer: CertificateObserver, timing?: WatchTiming, now = () => new Date()) {
    super(observer, now);
    this.#folder = folder;
    this.#observer = observer;
    this.#timing = timing;
    this.#now = now;
  }

  /**
   * A first pair whose time has not come is taken, since there is no better one: readiness says so, and is well as soon
   * as the time comes. Node and issuer need only disagree about the time by seconds for this to happen, and ending would
   * make a restart with its growing pauses out of that.
   *
   * @throws CertificateError if the folder has no pair that can be served with, now or later
   */
  override async start(): Promise<void> {
    // The watch comes first: a Secret that is swapped between a first look and the beginning of the watch would be
    // noticed by the poll only.
    this.#endWatch = watchFolder(this.#folder, () => this.#look(), this.#timing);
    try {
      this.#seen = findPair(this.#folder);
      this.#take(judge(this.#seen, this.#folder, this.#now()));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  override close(): void {
    this.#endWatch();
  }

  #look(): void {
    const found = findPair(this.#folder);
    const isNew = this.#seen === undefined || !isSame(found, this.#seen);
    // What was refused is judged again though it is the same: time passes and clocks are set right, and then it is good.
    if (!isNew && this.#isTaken) {
      return;
    }
    this.#seen = found;
    this.#isTaken = false;
    try {
      const certificate = judge(found, this.#folder, this.#now());
      this.#refuseToWait(certificate);
      this.#take(certificate);
    } catch (error) {
      if (isNew) {
        this.#observer.rejected((error as Error).message);
      }
    }
  }

  /** A certificate whose time has not come must not replace one that works: every client would turn away at once. */
  #refuseToWait(certificate: ServingCertificate): void {
    const problem = problemAt(certificate, this.#now());
    if (problem !== undefined && this.holder.problem() === undefined) {
      throw new CertificateError(`certificate folder ${this.#folder}: the certificate is ${problem}`);
    }
  }

  #take(certificate: ServingCertificate): void {
    this.#isTaken = true;
    this.holder.replace(certificate);
  }
}

/** What the folder holds: two files, or the reason why they cannot be read. */
type Finding = { readonly cert: string; readonly key: string } | { readonly unreadable: string };

function findPair(folder: string): Finding {
  try {
    const version = versionFolder(folder);
    return { cert: readFileSync(join(version, CERT_FILE), 'utf8'), key: readFileSync(join(version, KEY_FILE), 'utf8') };
  } catch (error) {
    return { unreadable: (error as Error).message };
  }
}

function judge(found: Finding, folder: string, now: Date): ServingCertificate {
  if ('unreadable' in found) {
    throw new CertificateError(
      `certificate folder ${folder}: ${found.unreadable}; mount a Secret of type kubernetes.io/tls there, or set tlsCertDir`,
    );
  }
  try {
    return readServingCertificate(found.cert, found.key, now);
  } catch (error) {
    throw new CertificateError(`certificate folder ${folder}: ${(error as Error).message}`);
  }
}

function isSame(a: Finding, b: Finding): boolean {
  return 'unreadable' in a
    ? 'unreadable' in b && a.unreadable === b.unreadable
    : 'cert' in b && a.cert === b.cert && a.key === b.key;
}
