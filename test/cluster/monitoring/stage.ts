import { apply, callOk, type Manifest } from '../api.ts';
import { untilCalled } from '../called.ts';
import type { Cluster } from '../control-plane.ts';
import { createAuthority } from '../credentials.ts';
import { ensureNamespace } from '../namespaces.ts';
import { certificateFolder, optedIn } from '../own-webhook.ts';
import { configuration, SECRET, serveAt } from '../self-managed/self-managed-webhook.ts';
import { installUnpatchedPolicy } from '../unpatched/unpatched-policy.ts';
import { installOpenCrd, podDefaults } from '../watches/open-crd.ts';
import { ownService } from '../webhook.ts';
import { NAMESPACE } from './load.ts';
import { type Replica, startReplica } from './replicas.ts';

/** By which the program knows that KAI is there. */
const SHARDS = { group: 'kai.scheduler', version: 'v1', kind: 'SchedulingShard', plural: 'schedulingshards' };

export interface Stage {
  readonly replicas: readonly Replica[];
  /** One that may read nothing in the cluster, and is not called. */
  readonly troubled: Replica;
  /** What kube-proxy would do when pods come and go. */
  callAt(replicas: readonly Replica[]): Promise<void>;
  /** Registers an authority that signed none of the certificates; the program notices and repairs it. */
  overwriteBundle(): Promise<void>;
  /** What the API server does with a pod when no replica answers. */
  onFailure(policy: 'Ignore' | 'Fail'): Promise<void>;
}

/** The program as a release has it: two replicas with certificates of their own, registered, with its policy beside it. */
export async function openStage(cluster: Cluster, leafSeconds: number, main?: string): Promise<Stage> {
  await installOpenCrd(cluster, podDefaults);
  await installOpenCrd(cluster, SHARDS);
  await ensureNamespace(cluster, ownService.namespace);
  await ensureNamespace(cluster, NAMESPACE, { labels: optedIn('team-a') });
  // Before anybody patches pods, since it is tried with one that nobody has.
  await installUnpatchedPolicy(cluster, { unpatchedPods: 'warn', schedulerName: 'kai-scheduler' });
  const unreadable = { apiVersion: 'kubeflow.org/v1alpha1', kind: 'PodDefault', spec: 'half a GPU, please' };
  await apply(cluster.kubeConfig, { ...SECRET, type: 'Opaque' }, configuration('Ignore'), {
    ...unreadable,
    metadata: { name: 'unreadable', namespace: NAMESPACE },
  });
  const flags = ['--lame-duck-seconds=0', '--certificates=self', `--self-managed-leaf-seconds=${leafSeconds}`];
  const chosen = main === undefined ? {} : { main };
  const start = (pod: string) => startReplica(cluster, pod, { kubeconfig: cluster.kubeconfigPath, flags, ...chosen });
  const callAt = (replicas: readonly Replica[]) =>
    serveAt(
      cluster,
      replicas.map(({ httpsPort }) => httpsPort),
    );
  const replicas = await Promise.all([start('webhook-a'), start('webhook-b')]);
  const troubled = await startReplica(cluster, 'webhook-c', {
    kubeconfig: await cluster.kubeconfigFor('nobody', []),
    flags: [`--tls-cert-dir=${await certificateFolder(cluster)}`],
    ready: false,
    ...chosen,
  });
  await callAt(replicas);
  await untilCalled(cluster, NAMESPACE);
  return {
    replicas,
    troubled,
    callAt,
    async overwriteBundle() {
      const { cert } = await createAuthority();
      const caBundle = Buffer.from(cert).toString('base64');
      await patchWebhooks(cluster, (index) => ({ path: `/webhooks/${index}/clientConfig/caBundle`, value: caBundle }));
    },
    async onFailure(policy) {
      await patchWebhooks(cluster, (index) => ({ path: `/webhooks/${index}/failurePolicy`, value: policy }));
    },
  };
}

/** The same change of each of the configuration's webhooks. */
async function patchWebhooks(cluster: Cluster, change: (index: number) => object): Promise<void> {
  const { metadata, webhooks } = configuration() as Manifest & { webhooks: readonly object[] };
  await callOk(
    cluster.kubeConfig,
    'PATCH',
    `/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${metadata.name}`,
    webhooks.map((_, index) => ({ op: 'add', ...change(index) })),
    'application/json-patch+json',
  );
}
