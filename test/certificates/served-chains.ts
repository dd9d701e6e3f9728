import { generate } from 'selfsigned';
import type { Pems } from './pems.ts';
import { makeAuthority } from './test-authority.ts';

/** What a server might show, and what may be registered for it, and whether the API server accepts the one by the other. */
export interface ServedChain {
  readonly what: string;
  readonly pair: Pems;
  readonly bundle: string;
  readonly isAccepted: boolean;
}

/** A table that holds for our judgement and for the API server's: each is tried with it. */
export async function servedChains(host: string): Promise<readonly ServedChain[]> {
  const [root, other, expired] = await Promise.all([
    makeAuthority(),
    makeAuthority(),
    makeAuthority({ expiresInDays: -1 }),
  ]);
  const intermediate = await makeAuthority({}, root);
  const [direct, indirect, ofExpired, ofOther] = await Promise.all([
    root.issue([host]),
    intermediate.issue([host]),
    expired.issue([host]),
    other.issue([host]),
  ]);
  const misnamed = await root.issue([`another.${host}`], { commonName: host });
  const wildcard = await root.issue([host.replace(/^[^.]*/, '*')]);
  const partialWildcard = await root.issue([host.replace(/^([^.]{2})[^.]*/, '$1*')]);
  const forClients = await root.issue([host], { usage: 'clientAuth' });
  const alone = await selfSigned(host);
  const chain = { ...indirect, cert: indirect.cert + intermediate.cert };
  const row = (what: string, pair: Pems, bundle: string, isAccepted: boolean) => ({ what, pair, bundle, isAccepted });
  return [
    row('a leaf of a registered authority', direct, root.cert, true),
    row('a leaf of the second registered authority', ofOther, root.cert + other.cert, true),
    row('a leaf of another authority', ofOther, root.cert, false),
    row('a leaf of an intermediate that is shown too', chain, root.cert, true),
    row('a leaf of an intermediate that nobody shows', indirect, root.cert, false),
    row('a leaf of a registered intermediate, without its root', indirect, intermediate.cert, true),
    row('an intermediate that is shown, of another root', chain, other.cert, false),
    row('a leaf that is registered itself', alone, alone.cert, true),
    row('a leaf of an authority that has expired', ofExpired, expired.cert, false),
    row('a leaf for another name, with the right common name', misnamed, root.cert, false),
    row('a leaf for every name of the domain', wildcard, root.cert, true),
    row('a leaf for names that begin so', partialWildcard, root.cert, false),
    row('a leaf for clients only', forClients, root.cert, false),
  ];
}

/** As `openssl req -x509 -addext keyUsage=digitalSignature` makes it: no authority, and its own issuer. */
async function selfSigned(host: string): Promise<Pems> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'alone' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
    ],
  });
  return { cert, key };
}
