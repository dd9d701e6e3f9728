import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { startController } from './controllers.ts';
import { installCrds } from './crds.ts';
import { kaiWebhookConfigurations } from './kai-webhooks.ts';
import { ensureNamespace, ensureServiceAccounts } from './namespaces.ts';
import { freePorts } from './ports.ts';
import { answersOk } from './processes.ts';
import { playReservationPods, reservationNamespace } from './reservation.ts';
import { servingNames } from './webhook.ts';

/** KAI's own namespace; its webhooks leave it alone. */
export const kaiNamespace = 'kai-scheduler';
const kaiSchedulerName = 'kai-scheduler';
const scaleNamespace = 'kai-scale-adjust';

/** Choices for KAI. */
export interface KaiOptions {
  /** Name of its MutatingWebhookConfiguration, to try other orders than the usual one. */
  mutatingConfigurationName?: string;
  /** Off, as in a plain installation, KAI refuses every pod that asks for a part of a GPU. */
  gpuSharing?: boolean;
  /** Off, a pod that shares a GPU waits for its reservation, as on a node whose kubelet gives none. */
  reserves?: boolean;
}

/**
 * Starts KAI-Scheduler's scheduler, podgrouper, binder and admission, and registers its webhooks the way its operator
 * does. The operator itself is not needed: every program takes flags.
 */
export async function startKai(cluster: Cluster, options: KaiOptions = {}): Promise<void> {
  const { mutatingConfigurationName = 'mutating-kai-admission', gpuSharing = true, reserves = true } = options;
  await installCrds(cluster, 'kai');
  for (const namespace of [kaiNamespace, reservationNamespace, scaleNamespace])
    await ensureNamespace(cluster, namespace);
  await ensureServiceAccounts(cluster, reservationNamespace, reservationNamespace);
  await addPrerequisites(cluster);
  if (reserves) playReservationPods(cluster);

  await Promise.all([
    startScheduler(cluster),
    startManager(cluster, 'podgrouper', []),
    startManager(cluster, 'binder', [`--scheduler-name=${kaiSchedulerName}`]),
    startAdmission(cluster, mutatingConfigurationName, gpuSharing),
  ]);
}

/** Adds a department and, under it, one queue for each project: KAI schedules only pods whose queue is a leaf. */
export async function addQueues(cluster: Cluster, ...projects: string[]): Promise<void> {
  // No quota is not enough: what is not preempted (notebooks, interactive work) may never go beyond its quota.
  const unlimited = { quota: -1, limit: -1, overQuotaWeight: 1 };
  const resources = { cpu: unlimited, memory: unlimited, gpu: unlimited };
  const queue = (name: string, spec: object) => ({
    apiVersion: 'scheduling.run.ai/v2',
    kind: 'Queue',
    metadata: { name },
    spec,
  });
  await apply(
    cluster.kubeConfig,
    queue('department', { resources }),
    ...projects.map((project) => queue(project, { parentQueue: 'department', resources })),
  );
}

async function addPrerequisites(cluster: Cluster): Promise<void> {
  // Values as in KAI's chart: 100 and above is not preempted for another queue's quota.
  const classes = { train: 50, 'build-preemptible': 75, build: 100, inference: 125 };
  await apply(
    cluster.kubeConfig,
    ...Object.entries(classes).map(([name, value]) => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value,
      globalDefault: false,
    })),
    // KAI's admission gives this class to pods that share a GPU, and the API server refuses a class it does not know.
    { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'nvidia' }, handler: 'nvidia' },
  );
}

async function startScheduler(cluster: Cluster): Promise<void> {
  const [listen = 0, plugins = 0] = await freePorts(2);
  await startController(cluster, {
    group: 'kai',
    program: 'scheduler',
    as: 'kai-scheduler',
    namespace: kaiNamespace,
    serviceAccount: 'scheduler',
    args: [
      `--scheduler-name=${kaiSchedulerName}`,
      // A second in a real cluster; here nobody waits for more pods to come.
      '--schedule-period=100ms',
      `--listen-address=127.0.0.1:${listen}`,
      `--plugin-server-port=${plugins}`,
    ],
    ready: () => answersOk(`http://127.0.0.1:${listen}/metrics`),
  });
}

async function startManager(cluster: Cluster, program: 'podgrouper' | 'binder', args: string[]): Promise<void> {
  const [metrics = 0, probes = 0] = await freePorts(2);
  await startController(cluster, {
    group: 'kai',
    program,
    as: `kai-${program}`,
    namespace: kaiNamespace,
    serviceAccount: program,
    args: [`--metrics-bind-address=127.0.0.1:${metrics}`, `--health-probe-bind-address=127.0.0.1:${probes}`, ...args],
    // Not the probe: the binder registers no check, and then /readyz does not exist.
    ready: () => answersOk(`http://127.0.0.1:${metrics}/metrics`),
  });
}

async function startAdmission(cluster: Cluster, mutatingName: string, gpuSharing: boolean): Promise<void> {
  const service = { namespace: kaiNamespace, name: 'admission' };
  const { key, cert } = await cluster.authority.serving(servingNames({ service }));
  // It has no flag for its certificate: controller-runtime looks in this folder of the temporary folder.
  const temporary = join(cluster.folder, 'kai-admission');
  const folder = join(temporary, 'k8s-webhook-server', 'serving-certs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tls.crt'), cert);
  writeFileSync(join(folder, 'tls.key'), key, { mode: 0o600 });
  const [port = 0, metrics = 0, probes = 0] = await freePorts(3);
  await startController(cluster, {
    group: 'kai',
    program: 'admission',
    as: 'kai-admission',
    namespace: kaiNamespace,
    serviceAccount: 'admission',
    args: [
      `--scheduler-name=${kaiSchedulerName}`,
      `--gpu-sharing-enabled=${gpuSharing}`,
      `--webhook-addr=${port}`,
      `--metrics-bind-address=127.0.0.1:${metrics}`,
      `--health-probe-bind-address=127.0.0.1:${probes}`,
    ],
    env: { TMPDIR: temporary },
    ready: () => answersOk(`http://127.0.0.1:${probes}/readyz`),
  });
  const configurations = await kaiWebhookConfigurations(cluster, {
    service,
    port,
    mutatingName,
    schedulerName: kaiSchedulerName,
  });
  await apply(cluster.kubeConfig, ...configurations);
}
