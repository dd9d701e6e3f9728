import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLAVOURS } from '../../../src/settings/flavours.ts';
import type { RunningProgram } from '../processes.ts';
import { program } from '../programs.ts';
import type { Machine } from './machine.ts';

/**
 * Starts kube-scheduler, which binds pods under its own name and under those of Run:ai and KAI: it plays them where a
 * pod that was sent to one of them has to run. Of queues and shares it knows nothing.
 */
export async function startScheduler(
  machine: Machine,
  kubeconfigFor: (user: string, groups: string[]) => Promise<string>,
): Promise<RunningProgram> {
  const kubeconfig = await kubeconfigFor('system:kube-scheduler', []);
  const names = ['default-scheduler', ...Object.values(FLAVOURS).map(({ schedulerName }) => schedulerName)];
  const file = join(machine.folder, 'scheduler.json');
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'kubescheduler.config.k8s.io/v1',
      kind: 'KubeSchedulerConfiguration',
      clientConnection: { kubeconfig },
      leaderElection: { leaderElect: false },
      profiles: names.map((schedulerName) => ({ schedulerName })),
    }),
  );
  return machine.processes.run({
    name: 'kube-scheduler',
    file: await program('kubernetes-node', 'kube-scheduler'),
    args: [
      `--config=${file}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      '--bind-address=127.0.0.1',
    ],
  });
}
