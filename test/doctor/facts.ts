import { read } from '../../src/cluster-reading/reading.ts';
import type { Release } from '../../src/cluster-reading/release.ts';
import type { DeploymentFacts, QueueFacts } from '../../src/cluster-reading/shapes.ts';
import type { WebhookConfigurationFacts, WebhookFacts } from '../../src/cluster-reading/webhook-configurations.ts';
import { webhookConfigurationSchema } from '../../src/cluster-reading/webhook-configurations.ts';
import type { NamespaceFacts, PodDefault } from '../../src/decision/known/surroundings.ts';
import type { CheckResult } from '../../src/doctor/diagnose.ts';
import { diagnose } from '../../src/doctor/diagnose.ts';
import type { Replica } from '../../src/doctor/reading/replica.ts';
import type { ClusterFacts, RunningPod, Snapshot } from '../../src/doctor/reading/snapshot.ts';
import { webhookConfiguration } from '../../src/registration/webhook-configuration.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';

export const NOW = new Date('2026-03-01T12:00:00Z');

export const RELEASE: Release = {
  namespace: 'gpu-system',
  instance: 'gpu',
  deployment: 'gpu-fraction-webhook',
  serviceAccount: 'gpu-fraction-webhook',
  replicas: 2,
  configMap: 'gpu-fraction-webhook',
  healthPort: 8080,
};

export const settingsOf = (input: SettingsInput = {}) =>
  loadSettings(undefined, { flavour: 'kai', releaseNamespace: RELEASE.namespace, ...input });

export const namespace = (name: string, labels: Record<string, string> = {}): NamespaceFacts => ({
  name,
  labels: { 'runai-injection': 'enabled', ...labels },
  annotations: {},
});

export const queue = (name: string, parentQueue: string | undefined, quota = -1): QueueFacts => ({
  metadata: { name },
  spec: { parentQueue, resources: { gpu: { quota }, cpu: { quota: -1 }, memory: { quota: -1 } } },
});

/** A configuration with one webhook that is called for pods. */
export const configuration = (name: string, webhook: Partial<WebhookFacts> = {}): WebhookConfigurationFacts => ({
  metadata: { name },
  webhooks: [
    {
      name: `${name}.example.com`,
      clientConfig: { service: { name: 'some', namespace: 'some', path: '/' } },
      rules: [{ apiGroups: [''], operations: ['CREATE'], resources: ['pods'] }],
      timeoutSeconds: 1,
      ...webhook,
    },
  ],
});

/** Ours, as the settings want it. */
export function own(input: SettingsInput = {}): WebhookConfigurationFacts {
  const { decision } = settingsOf(input);
  const made = webhookConfiguration({
    ...decision,
    service: { name: 'gpu-fraction-webhook', namespace: RELEASE.namespace },
  });
  return webhookConfigurationSchema.parse(JSON.parse(JSON.stringify(made)));
}

export const deployment = (name: string, image: string): DeploymentFacts => ({
  metadata: { name, namespace: 'somewhere' },
  spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
});

export const replica = (more: Partial<Replica> = {}): Replica => ({
  name: 'webhook-a',
  problems: read([]),
  metrics: read([]),
  chain: { kind: 'failed', problem: 'not asked' },
  ...more,
});

export const pod = (
  name: string,
  more: Partial<RunningPod> & { annotations?: Record<string, string> } = {},
): RunningPod => {
  const { annotations = {}, ...rest } = more;
  return {
    namespace: 'alice',
    name,
    createdAt: NOW.getTime() - 600_000,
    phase: 'Pending',
    conditions: [],
    schedulerName: 'default-scheduler',
    isOnNode: false,
    pod: { metadata: { name, namespace: 'alice', annotations }, spec: { containers: [{ name: 'main' }] } },
    ...rest,
  };
};

export const podDefault = (name: string, more: Partial<PodDefault> = {}): PodDefault => ({
  name,
  namespace: 'alice',
  selector: { matchLabels: { [name]: 'true' } },
  env: [],
  labels: {},
  annotations: {},
  ...more,
});

/** A cluster in which all is well. */
export function healthy(): ClusterFacts {
  const alice = namespace('alice', { 'kai/project': 'team-a', 'app.kubernetes.io/part-of': 'kubeflow-profile' });
  return {
    kubernetes: 'v1.35.4',
    schedulers: { kai: true, runai: false },
    mutating: [own()],
    validating: [],
    namespaces: [alice],
    podDefaults: [],
    surroundings: {
      namespace: (name) => (name === 'alice' ? alice : undefined),
      podDefaults: () => [],
      gangOwner: () => undefined,
    },
    queues: [queue('department', undefined), queue('team-a', 'department')],
    kaiConfigs: [{ metadata: { name: 'kai-config' }, spec: { admission: { gpuSharing: true } } }],
    runtimeClasses: ['nvidia'],
    deployments: [],
    endpointSlices: [
      {
        metadata: { name: 'slice' },
        endpoints: [
          { addresses: ['10.0.0.1'], conditions: { ready: true } },
          { addresses: ['10.0.0.2'], conditions: { ready: true } },
        ],
      },
    ],
    replicas: [replica(), replica({ name: 'webhook-b' })],
    pods: [],
  };
}

export interface World extends Partial<ClusterFacts> {
  /** In place of the flavour kai alone. */
  readonly settings?: SettingsInput;
  readonly release?: Release | undefined;
  /** Readings that did not succeed. */
  readonly unread?: Partial<Snapshot>;
}

/** What comes of checks in a cluster that is well but for this. */
export function examine({ settings, release, unread, ...facts }: World): readonly CheckResult[] {
  const all = { ...healthy(), ...facts };
  const snapshot = Object.fromEntries(
    Object.entries(all).map(([fact, value]) => [fact, read(value)]),
  ) as unknown as Snapshot;
  return diagnose(
    { ...snapshot, ...unread },
    { settings: settingsOf(settings), release: release ?? RELEASE, now: NOW },
  );
}

/** The findings of one check, each as `severity object problem`. */
export const found = (check: string, world: World): readonly string[] =>
  examine(world)
    .filter((result) => result.check === check)
    .flatMap(({ findings }) => findings.map(({ severity, object, problem }) => `${severity} ${object} ${problem}`));
