import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** The name under which the API server calls a webhook that is a Service: `<service>.<namespace>.svc`. */
export const serviceName = 'gpu-fraction-webhook.gpu-fraction-webhook.svc';

/** A folder as the kubelet mounts a TLS Secret, and the certificate that a client has to trust. */
export interface SecretFolder {
  readonly path: string;
  readonly certificate: string;
  remove(): Promise<void>;
}

/**
 * Makes a fresh key pair and lays it out as the kubelet does: the files are links through `..data`, which the kubelet
 * swaps in one step when the Secret changes.
 */
export async function makeSecretFolder(): Promise<SecretFolder> {
  const pair = await generate([{ name: 'commonName', value: serviceName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: serviceName }] }],
  });
  const path = await mkdtemp(join(tmpdir(), 'gpu-fraction-webhook-tls-'));
  // mkdtemp keeps the folder to its owner, and user 65532 of the container is somebody else.
  await chmod(path, 0o755);
  const dated = '..2026_01_01_00_00_00.1';
  await mkdir(join(path, dated));
  await symlink(dated, join(path, '..data'));
  for (const [name, content] of [
    ['tls.crt', pair.cert],
    ['tls.key', pair.private],
  ] as const) {
    await writeFile(join(path, dated, name), content, { mode: 0o644 });
    await symlink(`..data/${name}`, join(path, name));
  }
  return { path, certificate: pair.cert, remove: () => rm(path, { recursive: true }) };
}
