import { writeFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import type { Authority } from './credentials.ts';

/** Writes a kubeconfig file for one user, with every credential inside it. */
export async function writeKubeconfig(
  path: string,
  server: string,
  authority: Authority,
  user: string,
  groups: string[],
): Promise<void> {
  const { key, cert } = await authority.client(user, groups);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': base64(authority.cert) } }],
    users: [{ name: user, user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user } }],
    'current-context': 'test',
  };
  // JSON is YAML, and everything that reads a kubeconfig reads YAML.
  writeFileSync(path, JSON.stringify(config, null, 2), { mode: 0o600 });
}

/** Loads a kubeconfig file. */
export function loadKubeconfig(path: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(path);
  return config;
}
