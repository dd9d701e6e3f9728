import type { Cluster } from './control-plane.ts';
import { startController } from './controllers.ts';
import { installCrds } from './crds.ts';
import { freePorts } from './ports.ts';
import type { RunningProgram } from './processes.ts';
import { answersOk } from './processes.ts';

/** Starts Kubeflow's notebook-controller for all namespaces, without Istio and without culling of idle notebooks. */
export async function startNotebookController(cluster: Cluster): Promise<RunningProgram> {
  await installCrds(cluster, 'notebook-controller');
  const [metrics = 0, probes = 0] = await freePorts(2);
  return startController(cluster, {
    group: 'notebook-controller',
    program: 'notebook-controller',
    namespace: 'kubeflow',
    serviceAccount: 'notebook-controller-service-account',
    args: [`--metrics-addr=127.0.0.1:${metrics}`, `--probe-addr=127.0.0.1:${probes}`],
    // With Istio it would also want to make VirtualServices, whose CRD is not there.
    env: { USE_ISTIO: 'false', ENABLE_CULLING: 'false', CLUSTER_DOMAIN: 'cluster.local' },
    ready: () => answersOk(`http://127.0.0.1:${probes}/readyz`),
  });
}
