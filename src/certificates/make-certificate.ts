import type { generate } from './x509-library.ts';

/** What a certificate says, beside whom it names; and whoever signs it, if that is not itself. */
export type CertificateContent = Pick<
  NonNullable<Parameters<typeof generate>[1]>,
  'notBeforeDate' | 'notAfterDate' | 'extensions' | 'ca'
>;

/** PEM both. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate with a key of its own, on the curve P-256. */
export async function makeCertificate(commonName: string, content: CertificateContent): Promise<KeyPair> {
  const { generate } = await import('./x509-library.ts');
  const { cert, private: key } = await generate([{ name: 'commonName', value: commonName }], {
    ...content,
    keyType: 'ec',
    algorithm: 'sha256',
  });
  return { cert, key };
}
