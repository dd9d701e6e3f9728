import type { Cluster } from './control-plane.ts';
import { startController } from './controllers.ts';
import { installCrds } from './crds.ts';
import { freePorts } from './ports.ts';
import type { RunningProgram } from './processes.ts';
import { answersOk } from './processes.ts';

/** Choices for the KubeRay operator. */
export interface KubeRayOptions {
  /** Its own integration with a scheduler: with `kai-scheduler` it stamps the scheduler's name on pods itself. */
  batchScheduler?: 'kai-scheduler' | 'volcano' | 'yunikorn';
}

/** Starts the KubeRay operator, without its own webhooks, for all namespaces. */
export async function startKubeRay(cluster: Cluster, { batchScheduler }: KubeRayOptions = {}): Promise<RunningProgram> {
  await installCrds(cluster, 'kuberay');
  const [metrics = 0, probes = 0] = await freePorts(2);
  return startController(cluster, {
    group: 'kuberay',
    program: 'ray-operator',
    namespace: 'kubeflow',
    serviceAccount: 'kuberay-operator',
    args: [
      `--metrics-addr=127.0.0.1:${metrics}`,
      `--health-probe-bind-address=127.0.0.1:${probes}`,
      '--enable-leader-election=false',
      ...(batchScheduler === undefined ? [] : [`--batch-scheduler=${batchScheduler}`]),
    ],
    ready: () => answersOk(`http://127.0.0.1:${probes}/readyz`),
  });
}
