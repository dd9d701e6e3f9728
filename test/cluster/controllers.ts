import type { Cluster } from './control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from './namespaces.ts';
import type { RunningProgram } from './processes.ts';
import { waitUntilReady } from './processes.ts';
import type { GroupName } from './program-groups.ts';
import { program } from './programs.ts';

/** A controller that would run as a pod of a Deployment, run as a process here. */
export interface Controller {
  group: GroupName;
  program: string;
  /** Name among the cluster's processes, if the program's own would not say enough. */
  as?: string;
  /** Service account whose user name it shows to the API server, and so to webhooks. It may do everything here. */
  namespace: string;
  serviceAccount: string;
  args: string[];
  env?: Record<string, string>;
  ready: (running: RunningProgram) => Promise<boolean>;
}

/** Starts a controller against the cluster and waits until it is ready. */
export async function startController(cluster: Cluster, controller: Controller): Promise<RunningProgram> {
  const { group, namespace, serviceAccount, args, env, ready } = controller;
  const file = await program(group, controller.program);
  await ensureNamespace(cluster, namespace);
  await ensureServiceAccounts(cluster, namespace, serviceAccount);
  // A certificate for the service account's user name: the API server and every webhook see the same user as with
  // a mounted token, and the harness needs none of the project's RBAC manifests.
  const kubeconfig = await cluster.kubeconfigFor(`system:serviceaccount:${namespace}:${serviceAccount}`, [
    'system:masters',
    'system:serviceaccounts',
    `system:serviceaccounts:${namespace}`,
  ]);
  const running = await cluster.processes.run({
    name: controller.as ?? controller.program,
    file,
    args,
    env: { KUBECONFIG: kubeconfig, ...env },
  });
  await waitUntilReady(running, () => ready(running));
  return running;
}
