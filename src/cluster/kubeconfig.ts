import { existsSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { oneLine } from '../decision/values/text.ts';
import type { ClusterAccess } from './access.ts';
import { ClusterError } from './api-error.ts';

/** What a person says about the cluster that is meant. */
export interface KubeconfigChoice {
  /** File in place of $KUBECONFIG and ~/.kube/config. */
  readonly kubeconfig?: string;
  /** Context in place of the file's current one. */
  readonly context?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Access by a kubeconfig file, as kubectl has it: exec plugins, OpenID, client certificates and proxies are client-node's
 * business. Its requests are not: its Watch ends a watch that was quiet for 30 s, while bookmarks come once a minute,
 * and drops lines that it cannot parse without a word.
 *
 * @throws ClusterError where there is no kubeconfig, or it names no cluster
 */
export async function kubeconfigAccess(
  { kubeconfig, context }: KubeconfigChoice,
  environment: Environment,
): Promise<ClusterAccess> {
  const library = await import('./kubeconfig-library.ts');
  const config = load(() => new library.KubeConfig(), kubeconfig, environment);
  const current = context ?? config.getCurrentContext();
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(current)) {
    const wanted = current ? `the kubeconfig has no context ${current}` : 'the kubeconfig has no current context';
    throw new ClusterError(`${wanted}: choose with --context one of ${names.join(', ') || '(it has none)'}`);
  }
  config.setCurrentContext(current);
  const server = config.getCurrentCluster()?.server ?? '';
  if (!URL.canParse(server)) {
    throw new ClusterError(`context ${current} of the kubeconfig has no cluster with an address: correct the file`);
  }
  const namespace = config.getContextObject(current)?.namespace;
  return {
    server: new URL(server),
    ...(namespace && { namespace }),
    async credentials(): Promise<RequestOptions> {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      return options;
    },
  };
}

const HOME_CONFIG = join(homedir(), '.kube', 'config');

/** As kubectl: the files of $KUBECONFIG together, or the one at home. The library falls back to localhost:8080 where it finds nothing, which is nobody's cluster. */
function load(another: () => KubeConfig, kubeconfig: string | undefined, environment: Environment): KubeConfig {
  const config = another();
  try {
    if (kubeconfig !== undefined) {
      config.loadFromFile(kubeconfig);
      return config;
    }
    const files = environment['KUBECONFIG']?.split(delimiter).filter((file) => file !== '') ?? [];
    const [first, ...more] = files.length > 0 ? files : [HOME_CONFIG].filter((file) => existsSync(file));
    if (first !== undefined) {
      config.loadFromFile(first);
      for (const file of more) {
        const next = another();
        next.loadFromFile(file);
        config.mergeConfig(next, true);
      }
      return config;
    }
  } catch (error) {
    const file = kubeconfig ?? environment['KUBECONFIG'] ?? '~/.kube/config';
    throw new ClusterError(
      `kubeconfig ${file} cannot be read: ${oneLine((error as Error).message)}; name another with --kubeconfig`,
    );
  }
  throw new ClusterError('there is no kubeconfig: name one with --kubeconfig FILE, or set KUBECONFIG');
}
