import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { generate } from 'selfsigned';
import type { Pems } from './pems.ts';

const DAY_MILLIS = 86_400_000;

export interface Validity {
  readonly beginsInDays?: number;
  readonly expiresInDays?: number;
  /** In place of now. */
  readonly from?: Date;
}

export interface LeafOptions extends Validity {
  readonly usage?: 'serverAuth' | 'clientAuth';
  readonly commonName?: string;
}

const between = ({ beginsInDays = -10, expiresInDays = 10, from = new Date() }: Validity) => ({
  notBeforeDate: new Date(from.getTime() + beginsInDays * DAY_MILLIS),
  notAfterDate: new Date(from.getTime() + expiresInDays * DAY_MILLIS),
});

/** So that another one can follow. */
const ended = (pem: string): string => `${pem.trimEnd()}\n`;

/** An authority as people make them beside this program, with other tools. */
export interface TestAuthority extends Pems {
  /** A pair for these names, or addresses. */
  issue(names: readonly string[], options?: LeafOptions): Promise<Pems>;
}

/** @param issuer who signs it, if it is not a root */
export async function makeAuthority(options: Validity = {}, issuer?: Pems): Promise<TestAuthority> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: `authority ${randomUUID()}` }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...(issuer !== undefined && { ca: { cert: issuer.cert, key: issuer.key } }),
    ...between(options),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  return {
    cert: ended(cert),
    key,
    async issue(names, { usage = 'serverAuth', commonName = 'server', ...validity } = {}) {
      const leaf = await generate([{ name: 'commonName', value: commonName }], {
        keyType: 'ec',
        algorithm: 'sha256',
        ca: { cert, key },
        ...between(validity),
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', [usage]: true },
          {
            name: 'subjectAltName',
            altNames: names.map((value) => (isIP(value) === 0 ? { type: 2, value } : { type: 7, ip: value })),
          },
        ],
      });
      return { cert: ended(leaf.cert), key: leaf.private };
    },
  };
}
