import type { Cluster } from '../control-plane.ts';
import { program } from '../programs.ts';
import { output } from './machine.ts';

/** The versions of Helm that people install the chart with. */
export type HelmVersion = 'helm3' | 'helm4';

/** Runs helm as the cluster's administrator and returns what it printed; throws with its complaint when it fails. */
export async function helm(cluster: Cluster, version: HelmVersion, ...args: string[]): Promise<string> {
  return output(await program(version, 'helm'), ['--kubeconfig', cluster.kubeconfigPath, ...args]);
}

/** Runs kubectl as the cluster's administrator. */
export async function kubectl(cluster: Cluster, ...args: string[]): Promise<string> {
  return output(await program('kubectl', 'kubectl'), ['--kubeconfig', cluster.kubeconfigPath, ...args]);
}
