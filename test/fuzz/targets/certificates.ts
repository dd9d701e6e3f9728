import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevCertificateSource } from '../../../src/certificates/dev.ts';
import { readIssuers } from '../../../src/certificates/files/ca-file.ts';
import { parseSecret } from '../../../src/certificates/self-managed/secret.ts';
import { CertificateError, problemAt, readServingCertificate } from '../../../src/certificates/serving-certificate.ts';
import { parseBundle, planBundle } from '../../../src/certificates/trust/ca-bundle.ts';
import { type Chain, readChain } from '../../../src/certificates/trust/chain.ts';
import { RegisteredTrust } from '../../../src/certificates/trust/registered-trust.ts';
import type { Registration } from '../../../src/certificates/trust/registration.ts';
import { Finding, type FuzzTarget } from '../fuzz-target.ts';

const FOLDER = new URL('../certificates/', import.meta.url);
const pem = (name: string): string => readFileSync(new URL(`${name}.pem`, FOLDER), 'utf8');

/** The base64 of a PEM block, taken back. */
const derOf = (text: string): Buffer => Buffer.from(text.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');

const pemOf = (der: Uint8Array, kind = 'CERTIFICATE'): string =>
  `-----BEGIN ${kind}-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${kind}-----\n`;

/** A pair of this process; its key must never be told. */
interface OwnPair {
  readonly cert: string;
  readonly key: string;
}

/** What the first byte of an input chooses. */
const WAYS: readonly ((input: Buffer, own: OwnPair, folder: string) => void)[] = [
  // A `caBundle` as it may stand in the registration, as text, and as one certificate in DER.
  (input) => judgeBundle(input.toString('utf8'), readChain(pem('leaf') + pem('intermediate'))),
  (input) => judgeBundle(pem('other') + pemOf(input), readChain(pem('direct'))),
  (input) => judgeBundle(pem('root'), readChain(pem('leaf') + pem('intermediate') + pemOf(input))),
  // A pair as it may be mounted: either half of it is somebody else's.
  (input, own) => serve(input.toString('utf8'), own.key, own),
  (input, own) => serve(pemOf(input), own.key, own),
  (input, own) => serve(own.cert, input.toString('utf8'), own),
  (input, own) => serve(own.cert, pemOf(input, 'PRIVATE KEY'), own),
  // The authorities that replicas share, which anybody may have edited.
  (input, own) => {
    const [cert = '', key = '', registered = ''] = input.toString('utf8').split('\0');
    const data = { 'ca-1.crt': cert, 'ca-1.key': key, 'ca-1.registered': registered };
    const { problems } = parseSecret({ ...data, 'ca-2.crt': own.cert, 'ca-2.key': key });
    keepSecret(problems.join('\n'), own);
  },
  // `ca.crt` of a mounted Secret.
  (input, own, folder) => {
    writeFileSync(join(folder, 'ca.crt'), input);
    expectCertificateError(() => readIssuers(folder), own);
  },
];

/** Certificates and keys that are broken, or only look like some. */
export const certificates: FuzzTarget = {
  name: 'certificates',
  about: 'a caBundle, a mounted pair or the shared Secret, in PEM and in DER',
  maxBytes: 4 * 1024,
  isSync: true,
  words: [
    ...['-----BEGIN CERTIFICATE-----\n', '-----END CERTIFICATE-----\n', '-----BEGIN PRIVATE KEY-----', '\0'],
    ...['-----BEGIN EC PRIVATE KEY-----', '-----BEGIN ENCRYPTED PRIVATE KEY-----', '2026-01-01T00:00:00Z'],
  ],
  seeds: () => {
    const texts = readdirSync(FOLDER).map((name) => readFileSync(new URL(name, FOLDER)));
    const ders = texts.map((text) => derOf(text.toString()));
    return WAYS.flatMap((_, way) => [...texts, ...ders].map((bytes) => Buffer.concat([Uint8Array.of(way), bytes])));
  },
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-certificates-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const made = new DevCertificateSource({
      loaded: () => undefined,
      rejected: () => undefined,
      listenerFailed: () => undefined,
    });
    await made.start();
    const { cert = '', key = '' } = made.current() ?? {};
    return (input) => WAYS[(input[0] ?? 0) % WAYS.length]?.(Buffer.from(input.subarray(1)), { cert, key }, folder);
  },
};

const HOST = 'gpu-fraction-webhook.gpu.svc';

const NOWHERE: Registration = {
  name: 'MutatingWebhookConfiguration fuzz',
  read: async () => undefined,
  write: async () => undefined,
};

/** All that is asked of a registration, with a chain that is good. */
function judgeBundle(caBundle: string, chain: Chain): void {
  const now = new Date();
  const trust = new RegisteredTrust(NOWHERE, { misnamed: 'issue it anew' }, () => now);
  trust.note({ version: '1', webhooks: [{ name: 'one', caBundle, serverName: HOST }] });
  const trusted = trust.trusts(chain);
  const problem = trust.problem(chain);
  if (trusted !== (problem === undefined)) {
    throw new Finding(`trusted: ${trusted}, problem: ${problem}`);
  }
  const issuers = parseBundle(pem('root')).certificates.map(({ pem: cert, fingerprint }) => ({
    cert,
    fingerprint,
    registeredAt: undefined,
  }));
  trust.hasOthers(issuers);
  const planned = planBundle(parseBundle(caBundle), issuers, () => true);
  // What is written is read back as it was meant, and is nothing to write again.
  const written = parseBundle(planned?.caBundle ?? caBundle);
  if (written.isBroken || planBundle(written, issuers, () => true) !== undefined) {
    throw new Finding('a caBundle that was put right has to be put right again');
  }
}

function serve(cert: string, key: string, own: OwnPair): void {
  expectCertificateError(() => {
    const serving = readServingCertificate(cert, key);
    problemAt(serving, new Date());
    judgeBundle(pem('root'), readChain(serving.cert));
  }, own);
}

function expectCertificateError(read: () => unknown, own: OwnPair): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof CertificateError)) {
      throw error;
    }
    keepSecret(error.message, own);
  }
}

/** Messages go to logs and to `kubectl describe`. */
function keepSecret(message: string, { key }: OwnPair): void {
  const lines = key.split('\n').filter((line) => line.length > 16 && !line.startsWith('-----'));
  if (lines.some((line) => message.includes(line.slice(0, 16)))) {
    throw new Finding('a message tells the key');
  }
}
