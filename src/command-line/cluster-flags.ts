import { Option } from 'commander';
import type { KubeconfigChoice } from '../cluster/kubeconfig.ts';

/** Which cluster is meant, as kubectl has these flags. */
export interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
}

export const kubeconfig = (): Option => new Option('--kubeconfig <file>', 'in place of $KUBECONFIG and ~/.kube/config');

export const context = (): Option =>
  new Option('--context <name>', 'context of the kubeconfig in place of its current one');

export const clusterChoice = ({ kubeconfig, context }: ClusterFlags): KubeconfigChoice => ({
  ...(kubeconfig !== undefined && { kubeconfig }),
  ...(context !== undefined && { context }),
});
