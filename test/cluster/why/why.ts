import { kubeconfigAccess } from '../../../src/cluster/kubeconfig.ts';
import { whyCommand } from '../../../src/commands/why.ts';
import type { PodReport } from '../../../src/pod-report/report.ts';
import type { Cluster } from '../control-plane.ts';

/** The settings of the tests' webhook, as flags of the command. */
export const KAI_FLAGS = { config: undefined, flags: { flavour: 'kai' }, environment: {} } as const;

/** What the command says of a pod to somebody who may read everything. */
export async function why(
  cluster: Cluster,
  namespace: string,
  pod: string,
  choice: Parameters<typeof whyCommand>[0]['choice'] = KAI_FLAGS,
): Promise<{ report: PodReport; exitCode: 0 | 1 }> {
  const access = await kubeconfigAccess({ kubeconfig: cluster.kubeconfigPath }, {});
  const { stdout, exitCode } = await whyCommand({ access, namespace, pod, choice, output: 'json' });
  return { report: JSON.parse(stdout) as PodReport, exitCode };
}
