import type { ApiClient } from '../../cluster/client.ts';
import { DISCOVERY_PATH, Discovery, type Served } from '../../cluster/discovery.ts';
import type { PodProxy } from '../../cluster/pod-proxy.ts';
import { type GroupKind, kindKey } from '../../manifests/kubernetes-kinds.ts';
import { findSchedulers, QUEUE, SCHEDULER_SIGNS } from '../../settings/scheduler-fit.ts';
import type { Settings } from '../../settings/settings.ts';
import { CRD_KINDS } from '../../surroundings/from-cluster.ts';
import { by, listedOf, type ObjectReader } from './object-reader.ts';
import {
  deploymentSchema,
  endpointSliceSchema,
  kaiConfigSchema,
  namedSchema,
  podStateSchema,
  queueSchema,
  webhookConfigurationSchema,
} from './objects.ts';
import { readPods } from './read-pods.ts';
import { readSurroundings } from './read-surroundings.ts';
import { attempt, failed, firstUnread, mapReading, type Reading, read, whyNot } from './reading.ts';
import { type Release, releaseLabels } from './release.ts';
import { askReplica, MOST_REPLICAS, type Replica } from './replica.ts';
import type { Snapshot } from './snapshot.ts';

export interface SnapshotParts {
  readonly client: ApiClient;
  readonly reader: ObjectReader;
  readonly proxy: PodProxy;
  readonly kubernetes: Reading<string>;
  readonly settings: Settings;
  readonly release: Release | undefined;
}

/** KAI's own configuration, of which there is one. */
const KAI_CONFIG: GroupKind = { group: 'kai.scheduler', kind: 'Config' };

const RELEASE_MISSING = { kind: 'not-installed', what: 'a release of the webhook' } as const;

/** Reads all that a diagnosis looks at, each thing once. */
export async function readSnapshot(parts: SnapshotParts): Promise<Snapshot> {
  const { client, reader, proxy, settings, release } = parts;
  const kinds = await lookForKinds(client);
  const ofKind = <T>(kind: GroupKind, take: (object: unknown) => T | undefined): Promise<Reading<readonly T[]>> =>
    listKind(reader, kinds, kind, take);
  const [around, mutating, validating, queues, kaiConfigs, runtimeClasses, deployments, endpointSlices, replicas] =
    await Promise.all([
      readSurroundings(reader, kinds, settings.decision),
      reader.list(listedOf(ADMISSION, 'mutatingwebhookconfigurations'), by(webhookConfigurationSchema)),
      reader.list(listedOf(ADMISSION, 'validatingwebhookconfigurations'), by(webhookConfigurationSchema)),
      ofKind(QUEUE, by(queueSchema)),
      ofKind(KAI_CONFIG, by(kaiConfigSchema)),
      reader.list({ ...listedOf('node.k8s.io/v1', 'runtimeclasses'), metadataOnly: true }, by(namedSchema)),
      reader.list(listedOf('apps/v1', 'deployments'), by(deploymentSchema)),
      readEndpoints(reader, settings, release),
      readReplicas(reader, proxy, release),
    ]);
  return {
    kubernetes: parts.kubernetes,
    schedulers: mapReading(kinds, (served) => findSchedulers((sign) => served.has(kindKey(sign)))),
    mutating,
    validating,
    ...around,
    queues,
    kaiConfigs,
    runtimeClasses: mapReading(runtimeClasses, (classes) => classes.map(({ metadata }) => metadata.name)),
    deployments,
    endpointSlices,
    replicas,
    pods: await readPods(reader, around.namespaces, settings.decision),
  };
}

const ADMISSION = 'admissionregistration.k8s.io/v1';

function lookForKinds(client: ApiClient): Promise<Reading<Served>> {
  return attempt('the list of kinds', { verb: 'get', group: '', resource: DISCOVERY_PATH }, async () =>
    read(
      await new Discovery(client, [...CRD_KINDS, ...SCHEDULER_SIGNS, KAI_CONFIG]).look(new AbortController().signal),
    ),
  );
}

async function listKind<T>(
  reader: ObjectReader,
  kinds: Reading<Served>,
  kind: GroupKind,
  take: (object: unknown) => T | undefined,
): Promise<Reading<readonly T[]>> {
  if (kinds.kind !== 'read') {
    return kinds;
  }
  const resource = kinds.value.get(kindKey(kind));
  return resource === undefined
    ? { kind: 'not-installed', what: `${kind.kind} (${kind.group})` }
    : reader.list(resource, take);
}

/** Those behind the Service that the settings name: `url` registrations have none, and nobody's business is theirs. */
function readEndpoints(
  reader: ObjectReader,
  { server }: Settings,
  release: Release | undefined,
): Promise<Snapshot['endpointSlices']> {
  const selectors = { labelSelector: `kubernetes.io/service-name=${server.registration.serviceName}` };
  return release === undefined
    ? Promise.resolve(RELEASE_MISSING)
    : reader.list(
        { ...listedOf('discovery.k8s.io/v1', 'endpointslices', release.namespace), selectors },
        by(endpointSliceSchema),
      );
}

async function readReplicas(
  reader: ObjectReader,
  proxy: PodProxy,
  release: Release | undefined,
): Promise<Reading<readonly Replica[]>> {
  if (release === undefined) {
    return RELEASE_MISSING;
  }
  const { namespace, instance, healthPort } = release;
  const pods = await reader.list(
    { ...listedOf('v1', 'pods', namespace), selectors: { labelSelector: releaseLabels(instance) } },
    by(podStateSchema),
  );
  if (pods.kind !== 'read') {
    return pods;
  }
  // One that is pulled, or ends, answers nobody; whether enough are ready is told by the endpoints.
  const running = pods.value.filter(({ status, metadata }) => status?.phase === 'Running' && !isEnding(metadata));
  const asked = await Promise.all(
    running
      .slice(0, MOST_REPLICAS)
      .map(({ metadata }) => askReplica(proxy, { namespace, pod: metadata.name, port: healthPort })),
  );
  const [first] = asked;
  if (first === undefined) {
    return failed('no replica of the webhook is running');
  }
  const isSilent = asked.flatMap(answersOf).every(({ kind }) => kind !== 'read');
  // Who may not use the API server's proxy asks none of them, and so it is where the API server does not reach them.
  return (isSilent ? firstUnread(answersOf(first)) : undefined) ?? read(asked, gapsOf(running.length, asked));
}

const answersOf = ({ problems, metrics, chain }: Replica): readonly Reading<unknown>[] => [problems, metrics, chain];

const gapsOf = (running: number, asked: readonly Replica[]): readonly string[] => [
  ...(running > asked.length ? [`only ${MOST_REPLICAS} of ${running} replicas were asked`] : []),
  ...new Set(
    asked.flatMap((replica) => answersOf(replica).flatMap((one) => (one.kind === 'read' ? [] : [whyNot(one)]))),
  ),
];

const isEnding = (metadata: Readonly<Record<string, unknown>>): boolean => metadata['deletionTimestamp'] !== undefined;
