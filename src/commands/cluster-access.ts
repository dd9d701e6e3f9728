import type { ClusterAccess } from '../cluster/access.ts';
import { ClusterError } from '../cluster/api-error.ts';
import { inClusterAccess, isInCluster } from '../cluster/in-cluster.ts';
import { type KubeconfigChoice, kubeconfigAccess } from '../cluster/kubeconfig.ts';
import type { ServerSettings } from '../settings/settings.ts';

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
  return neededCluster('watch: on', choice, environment);
}

export interface CertificateNeeds extends KubeconfigChoice {
  readonly certificates: ServerSettings['certificates'];
  readonly caBundle: ServerSettings['registration']['caBundle'];
  /** The cluster that is watched, if one is. */
  readonly watched: ClusterAccess | undefined;
}

/** Whether certificates need a cluster wherever the program runs. */
export const needCluster = ({ certificates, caBundle }: Pick<CertificateNeeds, 'certificates' | 'caBundle'>): boolean =>
  certificates === 'self' || caBundle === 'check' || caBundle === 'write';

/**
 * The cluster whose API server has to trust the serving certificate, as far as that is our business.
 *
 * @throws ClusterError where a setting needs one, and there is none
 */
export async function certificateCluster(
  needs: CertificateNeeds,
  environment: Environment,
): Promise<ClusterAccess | undefined> {
  const { certificates, caBundle, watched, kubeconfig, context } = needs;
  if (needCluster(needs)) {
    const setting = certificates === 'self' ? 'certificates: self' : `registration.caBundle: ${caBundle}`;
    return watched ?? (await neededCluster(setting, needs, environment));
  }
  // A cluster that is named is one to watch, from wherever this program is tried out; it need not know of it.
  const isNamed = kubeconfig !== undefined || context !== undefined;
  return caBundle === 'auto' && !isNamed && isInCluster(environment) ? inClusterAccess(environment) : undefined;
}

/** As `ownCluster`, for a setting, which the message names: whoever reads it may not know that a cluster is needed. */
async function neededCluster(
  setting: string,
  choice: KubeconfigChoice,
  environment: Environment,
): Promise<ClusterAccess> {
  try {
    return await ownCluster(choice, environment);
  } catch (error) {
    const isNamed = choice.kubeconfig !== undefined || choice.context !== undefined;
    throw error instanceof ClusterError && !isNamed
      ? new ClusterError(`${setting} needs a cluster: ${error.message}`)
      : error;
  }
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
