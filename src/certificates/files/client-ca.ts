import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CertificateError } from '../serving-certificate.ts';
import { parseBundle } from '../trust/ca-bundle.ts';
import { type WatchTiming, watchFolder } from './folder-watch.ts';

/** Is told what becomes of the file while the program runs. */
export interface ClientCaObserver {
  taken(): void;
  /** A new content cannot be used, and the last good one stays. */
  rejected(problem: string): void;
}

/**
 * The authorities that sign the API server's client certificate, followed as the serving pair is: a change is taken up
 * while running, and one that cannot be used is reported, once, and not taken.
 */
export class ClientCaFile {
  readonly #file: string;
  readonly #observer: ClientCaObserver;
  readonly #listeners = new Set<() => void>();
  readonly #endWatch: () => void;
  #current: string;
  #reported: string | undefined;

  /** @throws CertificateError where the file holds no authority */
  constructor(file: string, observer: ClientCaObserver, timing?: WatchTiming) {
    this.#file = file;
    this.#observer = observer;
    this.#current = read(file);
    this.#endWatch = watchFolder(dirname(file), () => this.#look(), timing);
  }

  /** PEM. */
  readonly current = (): string => this.#current;

  /** @returns a function that ends this */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#endWatch();
  }

  #look(): void {
    try {
      const found = read(this.#file);
      this.#reported = undefined;
      if (found !== this.#current) {
        this.#current = found;
        this.#observer.taken();
        for (const listener of this.#listeners) {
          listener();
        }
      }
    } catch (error) {
      const problem = (error as Error).message;
      if (problem !== this.#reported) {
        this.#reported = problem;
        this.#observer.rejected(problem);
      }
    }
  }
}

/** Only certificates are taken of it, and in one form, so that white space is no change. */
function read(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CertificateError(`setting clientCaFile: ${(error as Error).message}`);
  }
  const { certificates, isBroken } = parseBundle(text);
  if (certificates.length === 0 || isBroken) {
    throw new CertificateError(
      `setting clientCaFile: ${file} ${isBroken ? 'has a certificate that cannot be read' : 'holds no certificate'}; it has to be PEM`,
    );
  }
  return certificates.map(({ pem }) => pem).join('\n');
}
