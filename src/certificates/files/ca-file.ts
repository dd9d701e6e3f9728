import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CertificateError } from '../serving-certificate.ts';
import { type BundledCertificate, parseBundle } from '../trust/ca-bundle.ts';
import { versionFolder } from './version-folder.ts';

const CA_FILE = 'ca.crt';

/**
 * The issuers that whoever made the Secret put beside the pair. Only certificates are taken: a key that got into the file
 * by mistake goes nowhere.
 *
 * @throws CertificateError where there are none, or some that nobody can read
 */
export function readIssuers(folder: string): readonly BundledCertificate[] {
  const { certificates, isBroken } = parseBundle(read(folder));
  if (certificates.length === 0 || isBroken) {
    throw new CertificateError(
      `${CA_FILE} in the certificate folder ${folder} ${isBroken ? 'has a certificate that cannot be read' : 'holds no certificate'}; it has to be PEM`,
    );
  }
  return certificates;
}

function read(folder: string): string {
  try {
    return readFileSync(join(versionFolder(folder), CA_FILE), 'utf8');
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'is missing'
        : `cannot be read (${(error as Error).message})`;
    throw new CertificateError(
      `${CA_FILE} ${reason} in the certificate folder ${folder}: add the key ${CA_FILE}, with the certificate of the issuer, to the Secret, or set registration.caBundle to check and write caBundle yourself`,
    );
  }
}
