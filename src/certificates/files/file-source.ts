import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { CertificateHolder } from '../holder.ts';
import { CertificateError, readServingCertificate, type ServingCertificate } from '../serving-certificate.ts';
import type { CertificateObserver, CertificateSource } from '../source.ts';
import { type WatchTiming, watchFolder } from './folder-watch.ts';

const CERT_FILE = 'tls.crt';
const KEY_FILE = 'tls.key';

/**
 * The link that the kubelet swaps when a mounted Secret changes: `tls.crt` is a link to `..data/tls.crt`, and `..data`
 * a link to the folder of one version.
 */
const VERSION_LINK = '..data';

/**
 * A folder with `tls.crt` and `tls.key`, as a mounted TLS Secret has them. Changes are picked up while running; a new
 * pair that cannot be used is reported, and the last good one stays.
 */
export class FileCertificateSource implements CertificateSource {
  readonly #folder: string;
  readonly #observer: CertificateObserver;
  readonly #holder = new CertificateHolder();
  readonly #endWatch: () => void;
  /** What was found last, good or bad, so that each state of the folder is judged and reported once. */
  #seen: Finding;

  /** @throws CertificateError if the folder has no pair that can be served with */
  constructor(folder: string, observer: CertificateObserver, timing?: WatchTiming) {
    this.#folder = folder;
    this.#observer = observer;
    this.#seen = findPair(folder);
    this.#take(judge(this.#seen, folder));
    this.#endWatch = watchFolder(folder, () => this.#look(), timing);
  }

  current(): ServingCertificate | undefined {
    return this.#holder.current();
  }

  onChange(listener: (certificate: ServingCertificate) => void): () => void {
    return this.#holder.onChange(listener);
  }

  healthy(): boolean {
    return this.#holder.healthy();
  }

  close(): void {
    this.#endWatch();
  }

  #look(): void {
    const found = findPair(this.#folder);
    if (isSame(found, this.#seen)) {
      return;
    }
    this.#seen = found;
    let certificate: ServingCertificate;
    try {
      certificate = judge(found, this.#folder);
    } catch (error) {
      this.#observer.rejected((error as Error).message);
      return;
    }
    this.#take(certificate);
  }

  #take(certificate: ServingCertificate): void {
    this.#holder.replace(certificate);
    this.#observer.loaded(certificate);
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

/** The link is followed once, so that both files are of one version even if it is swapped between the two reads. */
function versionFolder(folder: string): string {
  try {
    return realpathSync(join(folder, VERSION_LINK));
  } catch {
    return folder;
  }
}

function judge(found: Finding, folder: string): ServingCertificate {
  if ('unreadable' in found) {
    throw new CertificateError(
      `certificate folder ${folder}: ${found.unreadable}; mount a Secret of type kubernetes.io/tls there, or set tlsCertDir`,
    );
  }
  try {
    return readServingCertificate(found.cert, found.key);
  } catch (error) {
    throw new CertificateError(`certificate folder ${folder}: ${(error as Error).message}`);
  }
}

function isSame(a: Finding, b: Finding): boolean {
  return 'unreadable' in a
    ? 'unreadable' in b && a.unreadable === b.unreadable
    : 'cert' in b && a.cert === b.cert && a.key === b.key;
}
