import { randomUUID } from 'node:crypto';
import { generate } from 'selfsigned';

const DAY_MILLIS = 86_400_000;

export interface Pems {
  readonly cert: string;
  readonly key: string;
}

/** A self-signed pair for `localhost`. */
export async function makePems({ beginsInDays = -10, expiresInDays = 1 } = {}): Promise<Pems> {
  // A name of its own: of several issuers of one name, OpenSSL tries only the first.
  const { cert, private: key } = await generate([{ name: 'commonName', value: randomUUID() }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + beginsInDays * DAY_MILLIS),
    notAfterDate: new Date(Date.now() + expiresInDays * DAY_MILLIS),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  return { cert, key };
}
