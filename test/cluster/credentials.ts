import { generateKeyPairSync } from 'node:crypto';
import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** A key and its certificate, PEM. */
export interface KeyPair {
  key: string;
  cert: string;
}

/** A certificate authority that lives as long as one cluster. */
export interface Authority {
  cert: string;
  /** For a server: every DNS name and IP address it is called by. */
  serving(names: string[]): Promise<KeyPair>;
  /** For a client: the API server takes the common name as user name and each organization as a group. */
  client(user: string, groups: string[]): Promise<KeyPair>;
}

const days = 24 * 60 * 60 * 1000;

// A day back, so that a certificate is valid on a machine whose clock was just set back a little.
function validity(): { notBeforeDate: Date; notAfterDate: Date } {
  return { notBeforeDate: new Date(Date.now() - days), notAfterDate: new Date(Date.now() + 30 * days) };
}

/** Makes a new certificate authority. */
export async function createAuthority(): Promise<Authority> {
  const made = await generate([{ name: 'commonName', value: 'cluster-test-ca' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...validity(),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const ca = { key: made.private, cert: made.cert };

  async function sign(
    subject: { name: string; value: string }[],
    use: 'serverAuth' | 'clientAuth',
    names: string[] = [],
  ): Promise<KeyPair> {
    const signed = await generate(subject, {
      keyType: 'ec',
      algorithm: 'sha256',
      ca,
      ...validity(),
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', [use]: true },
        {
          name: 'subjectAltName',
          altNames: names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })),
        },
      ],
    });
    return { key: signed.private, cert: signed.cert };
  }

  return {
    cert: ca.cert,
    serving: (names) => sign([{ name: 'commonName', value: names[0] ?? 'server' }], 'serverAuth', names),
    client: (user, groups) =>
      sign(
        [{ name: 'commonName', value: user }, ...groups.map((group) => ({ name: 'organizationName', value: group }))],
        'clientAuth',
        ['client.invalid'],
      ),
  };
}

/** The key that signs service account tokens, and the public half that checks them. */
export function createServiceAccountKeys(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}
