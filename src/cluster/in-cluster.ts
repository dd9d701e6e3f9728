import { existsSync, readFileSync } from 'node:fs';
import { Agent, type RequestOptions } from 'node:https';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { ClusterAccess } from './access.ts';

/** Where the kubelet puts a pod's service account. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The kubelet renews a token long before it expires, and client-go reads the file this often too. */
const TOKEN_MILLIS = 60_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether this program runs in a pod that has been given a service account. */
export const isInCluster = (environment: Environment, folder = SERVICE_ACCOUNT_FOLDER): boolean =>
  Boolean(environment['KUBERNETES_SERVICE_HOST']) && existsSync(join(folder, 'token'));

/**
 * A pod's own access: address from the environment, token and authority from the folder that the kubelet keeps fresh.
 *
 * By hand, and not by client-node's KubeConfig: that brings undici, OpenID and the typed API with it, which measured
 * 1.8 MB of code and 6 to 12 MiB of memory, to read two files. It is used where there is a kubeconfig, with
 * its exec plugins and proxies; see kubeconfig.ts.
 */
export function inClusterAccess(environment: Environment, folder = SERVICE_ACCOUNT_FOLDER): ClusterAccess {
  const host = environment['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = environment['KUBERNETES_SERVICE_PORT'] ?? '443';
  let agent: { readonly ca: string; readonly agent: Agent } | undefined;
  let token = '';
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    server: new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`),
    async credentials(renewed): Promise<RequestOptions> {
      const now = performance.now();
      if (renewed || now - readAt >= TOKEN_MILLIS) {
        token = readFileSync(join(folder, 'token'), 'utf8').trim();
        const ca = readFileSync(join(folder, 'ca.crt'), 'utf8');
        if (agent?.ca !== ca) {
          // The old one's connections are in use; they end with their watches.
          agent = { ca, agent: new Agent({ ca, keepAlive: true, maxFreeSockets: 2 }) };
        }
        readAt = now;
      }
      return { headers: { authorization: `Bearer ${token}` }, ...(agent && { agent: agent.agent }) };
    },
  };
}
