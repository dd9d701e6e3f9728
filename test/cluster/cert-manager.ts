import type { Cluster } from './control-plane.ts';
import { startController } from './controllers.ts';
import { installCrds } from './crds.ts';
import { freePorts } from './ports.ts';
import type { RunningProgram } from './processes.ts';
import { answersOk } from './processes.ts';

/** Starts cert-manager's controllers for certificates and issuers and its CA injector, without its own webhook. */
export async function startCertManager(cluster: Cluster): Promise<RunningProgram> {
  await installCrds(cluster, 'cert-manager');
  const [port = 0] = await freePorts(1);
  return startController(cluster, {
    group: 'cert-manager',
    program: 'cert-manager',
    namespace: 'cert-manager',
    serviceAccount: 'cert-manager',
    args: [`--health=127.0.0.1:${port}`],
    ready: () => answersOk(`http://127.0.0.1:${port}`),
  });
}
