import type { RunningProgram } from '../processes.ts';
import { program } from '../programs.ts';
import type { Machine } from './machine.ts';

/** Starts kube-scheduler with its defaults. */
export async function startScheduler(
  machine: Machine,
  kubeconfigFor: (user: string, groups: string[]) => Promise<string>,
): Promise<RunningProgram> {
  const kubeconfig = await kubeconfigFor('system:kube-scheduler', []);
  return machine.processes.run({
    name: 'kube-scheduler',
    file: await program('kubernetes-node', 'kube-scheduler'),
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      '--bind-address=127.0.0.1',
      '--leader-elect=false',
    ],
  });
}
