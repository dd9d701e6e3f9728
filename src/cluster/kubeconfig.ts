import { existsSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { oneLine } from '../decision/values/text.ts';
import type { ClusterAccess } from './access.ts';
import { ClusterError } from './api-error.ts';
import { CredentialPlugin } from './credential-plugin.ts';

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
  // `localhost:6443` is a URL too, of a scheme called localhost.
  if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw new ClusterError(
      `context ${current} of the kubeconfig has no cluster with an address that begins with https://: correct the file`,
    );
  }
  const namespace = config.getContextObject(current)?.namespace;
  const plugin = new CredentialPlugin(config.getCurrentUser());
  return {
    server: new URL(server),
    ...(namespace && { namespace }),
    async credentials(): Promise<RequestOptions> {
      const options: RequestOptions = {};
      await plugin.during(() => config.applyToHTTPSOptions(options));
      return options;
    },
  };
}

const HOME_CONFIG = join(homedir(), '.kube', 'config');

/** As kubectl: those of the files of $KUBECONFIG that are there, together, or the one at home. The library falls back to localhost:8080 where it finds nothing, which is nobody's cluster. */
function load(another: () => KubeConfig, kubeconfig: string | undefined, environment: Environment): KubeConfig {
  const config = another();
  try {
    if (kubeconfig !== undefined) {
      config.loadFromFile(kubeconfig);
      return config;
    }
    const files = environment['KUBECONFIG']?.split(delimiter).filter((file) => file !== '') ?? [];
    const present = (files.length > 0 ? files : [HOME_CONFIG]).filter((file) => existsSync(file));
    // That none of those that were named is there is better said than that there is none.
    const [first, ...more] = present.length > 0 ? present : files.slice(0, 1);
    if (first !== undefined) {
      config.loadFromFile(first);
      for (const file of more) {
        const next = another();
        next.loadFromFile(file);
        merge(config, next);
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

/** As kubectl: of two entries with one name the first counts, and so does the first context that is chosen. The library's own merge refuses the one, and passes over the other. */
function merge(config: KubeConfig, next: KubeConfig): void {
  const isNew = (known: readonly Named[]) => {
    const names = new Set(known.map(({ name }) => name));
    return ({ name }: Named): boolean => !names.has(name);
  };
  for (const cluster of next.getClusters().filter(isNew(config.getClusters()))) {
    config.addCluster(cluster);
  }
  for (const user of next.getUsers().filter(isNew(config.getUsers()))) {
    config.addUser(user);
  }
  for (const context of next.getContexts().filter(isNew(config.getContexts()))) {
    config.addContext(context);
  }
  config.setCurrentContext(config.getCurrentContext() || next.getCurrentContext());
}

interface Named {
  readonly name: string;
}
