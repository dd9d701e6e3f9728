import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A folder with a serving certificate that is valid for `localhost`, laid out as a mounted Secret; it is for other files too. */
export interface Credentials {
  readonly folder: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Whose signature on it is trusted. */
  readonly caFile: string;
}

/** Makes a certificate for the time of the call. */
export async function withCredentials<T>(use: (credentials: Credentials) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-bench-'));
  try {
    const pair = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', curve: 'P-256' });
    const certificateFile = join(folder, 'tls.crt');
    const credentials = { folder, certificateFile, keyFile: join(folder, 'tls.key'), caFile: certificateFile };
    writeFileSync(certificateFile, pair.cert);
    writeFileSync(credentials.keyFile, pair.private);
    return await use(credentials);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
