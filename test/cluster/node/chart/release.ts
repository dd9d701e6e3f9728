import { AdmissionregistrationV1Api, AppsV1Api, CoreV1Api } from '@kubernetes/client-node';
import { CHART_FOLDER, type Helm, runHelm, type Values } from '../../../chart/helm.ts';
import { imageName } from '../../../image/image-name.ts';
import { createSeeing } from '../../api.ts';
import type { Cluster } from '../../control-plane.ts';
import { probe } from '../../own-webhook.ts';
import { waitFor } from '../../wait.ts';
import { isReady, waitForDeployment } from '../workloads.ts';

/** Name of the release, of its namespace and of nearly everything in it. */
export const RELEASE = 'gpu-fraction-webhook';

const [repository = '', tag = ''] = imageName.split(':');

/** The image of this clone, as the node has it. */
const IMAGE = { image: { repository: `docker.io/library/${repository}`, tag } };

/** Runs Helm against a cluster as a person does; throws with its words where it fails. */
export async function helm(cluster: Cluster, which: Helm, args: readonly string[], values?: Values): Promise<string> {
  const { status, stdout, stderr } = await runHelm(which, [...args, '--namespace', RELEASE], {
    kubeconfig: cluster.kubeconfigPath,
    ...(values !== undefined && { values: { ...IMAGE, ...values } }),
  });
  if (status !== 0) {
    throw new Error(`helm ${args.join(' ')}: ${stderr}`);
  }
  return stdout;
}

/** Installs the chart, or another one, and waits until its replicas are ready. */
export const install = (cluster: Cluster, which: Helm, values: Values = {}, chart = CHART_FOLDER): Promise<string> =>
  helm(cluster, which, ['install', RELEASE, chart, '--create-namespace', '--wait', '--timeout=90s'], values);

export const upgrade = (cluster: Cluster, which: Helm, values: Values = {}, chart = CHART_FOLDER): Promise<string> =>
  helm(cluster, which, ['upgrade', RELEASE, chart, '--wait', '--timeout=90s'], values);

/** Waits until there are as many replicas as there shall be, all ready, and none on its way out. */
export async function settled(cluster: Cluster): Promise<void> {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  const apps = cluster.kubeConfig.makeApiClient(AppsV1Api);
  await waitForDeployment(cluster, RELEASE, RELEASE, { timeoutSeconds: 90 });
  await waitFor('nothing but ready replicas', async (saw) => {
    const { spec } = await apps.readNamespacedDeployment({ namespace: RELEASE, name: RELEASE });
    const labelSelector = `app.kubernetes.io/name=${RELEASE}`;
    const { items } = await core.listNamespacedPod({ namespace: RELEASE, labelSelector });
    saw(items.map(({ metadata, status }) => [metadata?.name, status?.phase]));
    return items.length === spec?.replicas && items.every(isReady);
  });
}

/** Waits until a pod that asks for the scheduler gets it, in a namespace that has opted in. */
export async function untilPatched(cluster: Cluster, namespace: string): Promise<void> {
  await waitFor('a pod to be patched', async (saw) => {
    const { body, warnings } = await createSeeing(cluster.kubeConfig, probe(namespace), '?dryRun=All');
    const { spec } = body as { spec: { schedulerName: string } };
    saw({ spec, warnings });
    return spec.schedulerName !== 'default-scheduler';
  });
}

/** What of the release is left in the cluster beside its namespace, as `kind name`. */
export async function leftovers(cluster: Cluster): Promise<string[]> {
  const registration = cluster.kubeConfig.makeApiClient(AdmissionregistrationV1Api);
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  const named = (kind: string, { items }: { items: { metadata?: { name?: string } }[] }): string[] =>
    items.map(({ metadata }) => `${kind} ${metadata?.name}`).filter((name) => name.includes(RELEASE));
  return [
    ...named('MutatingWebhookConfiguration', await registration.listMutatingWebhookConfiguration()),
    ...named('ValidatingAdmissionPolicy', await registration.listValidatingAdmissionPolicy()),
    ...named('ValidatingAdmissionPolicyBinding', await registration.listValidatingAdmissionPolicyBinding()),
    ...named('Secret', await core.listNamespacedSecret({ namespace: RELEASE })),
    ...named('ConfigMap', await core.listNamespacedConfigMap({ namespace: RELEASE })),
    ...named('Service', await core.listNamespacedService({ namespace: RELEASE })),
  ];
}
