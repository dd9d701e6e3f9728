import { Option } from 'commander';
import type { KubeconfigChoice } from '../cluster/kubeconfig.ts';

/** Which cluster is meant, as kubectl has these flags; among a command's other ones. */
export type ClusterFlags = KubeconfigChoice;

export const kubeconfig = (): Option => new Option('--kubeconfig <file>', 'in place of $KUBECONFIG and ~/.kube/config');

export const context = (): Option =>
  new Option('--context <name>', 'context of the kubeconfig in place of its current one');

export const clusterChoice = ({ kubeconfig, context }: ClusterFlags): KubeconfigChoice => ({
  ...(kubeconfig !== undefined && { kubeconfig }),
  ...(context !== undefined && { context }),
});
