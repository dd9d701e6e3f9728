import type { ClusterAccess } from '../cluster/access.ts';
import { ClusterError } from '../cluster/api-error.ts';
import { inClusterAccess, isInCluster } from '../cluster/in-cluster.ts';
import { type KubeconfigChoice, kubeconfigAccess } from '../cluster/kubeconfig.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface WatchChoice extends KubeconfigChoice {
  readonly watch: 'auto' | 'on' | 'off';
  /** Whether files say what is known beside the pods. */
  readonly hasFiles: boolean;
  /** Whether a cluster is wanted for something else too, so that naming one makes sense in any case. */
  readonly isUsedOtherwise?: boolean;
}

/**
 * The cluster that a server watches, if it watches one.
 *
 * @throws ClusterError where what was chosen contradicts itself, or leads to no cluster
 */
export async function watchedCluster(
  choice: WatchChoice,
  environment: Environment,
): Promise<ClusterAccess | undefined> {
  const { watch, hasFiles, kubeconfig, context } = choice;
  const isNamed = kubeconfig !== undefined || context !== undefined;
  if (watch === 'off') {
    if (isNamed && !choice.isUsedOtherwise) {
      throw new ClusterError('--kubeconfig and --context choose a cluster to watch, but watch is off: set watch to on');
    }
    return undefined;
  }
  if (hasFiles && (watch === 'on' || (isNamed && !choice.isUsedOtherwise))) {
    throw new ClusterError(
      '--namespace-manifest gives from files what is watched in a cluster: leave it out, or set watch to off',
    );
  }
  if (watch === 'auto' && (hasFiles || !isNamed)) {
    return !hasFiles && isInCluster(environment) ? inClusterAccess(environment) : undefined;
  }
  return ownCluster(choice, environment);
}

/**
 * The cluster that is named or, in a pod, the one around it.
 *
 * @throws ClusterError where there is none
 */
export async function ownCluster(choice: KubeconfigChoice, environment: Environment): Promise<ClusterAccess> {
  const isNamed = choice.kubeconfig !== undefined || choice.context !== undefined;
  return !isNamed && !environment['KUBECONFIG'] && isInCluster(environment)
    ? inClusterAccess(environment)
    : await kubeconfigAccess(choice, environment);
}
