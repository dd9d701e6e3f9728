import { readFileSync } from 'node:fs';
import { apply } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { startController } from './controllers.ts';
import { installCrds } from './crds.ts';
import { ensureNamespace } from './namespaces.ts';
import type { RunningProgram } from './processes.ts';

/** Kubeflow Pipelines installs Argo's controller here, with this service account. */
export const argoNamespace = 'kubeflow';
const argoServiceAccount = 'argo';

/** Label of the Workflows that only the controller with this instance ID looks at. */
export const argoInstanceLabel = 'workflows.argoproj.io/controller-instanceid';

/**
 * Starts Argo's workflow-controller, for Workflows of all namespaces.
 *
 * A template has to name its command: without one the controller asks the image's registry for the entry point, and
 * there is none here. A step counts as done only when somebody plays the kubelet for its pod (see kubelet.ts).
 *
 * @param environment further variables of the controller
 * @param instance its instance ID, where it is to leave the Workflows of others alone
 */
export async function startArgo(
  cluster: Cluster,
  environment: Record<string, string> = {},
  instance?: string,
): Promise<RunningProgram> {
  const suffix = instance === undefined ? '' : `-${instance}`;
  const configMap = `workflow-controller-configmap${suffix}`;
  await installCrds(cluster, 'argo');
  await ensureNamespace(cluster, argoNamespace);
  await apply(cluster.kubeConfig, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: configMap, namespace: argoNamespace },
    // The metrics port is a fixed one by default, and nothing reads it here.
    data: {
      metricsConfig: 'enabled: false\n',
      telemetryConfig: 'enabled: false\n',
      ...(instance !== undefined && { instanceID: instance }),
    },
  });
  return startController(cluster, {
    group: 'argo',
    program: 'workflow-controller',
    as: `workflow-controller${suffix}`,
    namespace: argoNamespace,
    serviceAccount: argoServiceAccount,
    args: ['--namespace', argoNamespace, '--configmap', configMap, '--qps=100', '--burst=200'],
    // A finished step is looked at again only after this time, 10 s by default.
    env: { LEADER_ELECTION_DISABLE: 'true', DEFAULT_REQUEUE_TIME: '500ms', ...environment },
    // Its health port (6060) cannot be chosen, and another cluster on this machine may have it: the log tells as well.
    ready: async ({ logFile }) => readFileSync(logFile, 'utf8').includes('Manager initialized successfully'),
  });
}
