import type { Served } from '../../cluster/discovery.ts';
import type { PodProxy } from '../../cluster/pod-proxy.ts';
import { ofKind, schedulersIn } from '../../cluster-reading/kinds.ts';
import { by, type ObjectReader, objectsOf } from '../../cluster-reading/object-reader.ts';
import { mapReading, type Reading } from '../../cluster-reading/reading.ts';
import type { Release } from '../../cluster-reading/release.ts';
import { deploymentSchema, namedSchema, queueSchema } from '../../cluster-reading/shapes.ts';
import { readWebhookConfigurations } from '../../cluster-reading/webhook-configurations.ts';
import type { GroupKind } from '../../manifests/kubernetes-kinds.ts';
import { QUEUE } from '../../settings/scheduler-fit.ts';
import type { Settings } from '../../settings/settings.ts';
import { endpointSliceSchema, kaiConfigSchema } from './objects.ts';
import { readPods } from './read-pods.ts';
import { readReplicas } from './read-replicas.ts';
import { readSurroundings } from './read-surroundings.ts';
import type { Snapshot } from './snapshot.ts';

export interface SnapshotParts {
  readonly reader: ObjectReader;
  readonly proxy: PodProxy;
  readonly kubernetes: Reading<string>;
  readonly kinds: Reading<Served>;
  /** Read before, since the release is chosen by it. */
  readonly mutating: Snapshot['mutating'];
  readonly settings: Settings;
  readonly release: Release | undefined;
}

/** KAI's own configuration, of which there is one. */
const KAI_CONFIG: GroupKind = { group: 'kai.scheduler', kind: 'Config' };

/** Reads all that a diagnosis looks at, each thing once. */
export async function readSnapshot(parts: SnapshotParts): Promise<Snapshot> {
  const { reader, kinds, settings, release } = parts;
  const [around, validating, queues, kaiConfigs, runtimeClasses, deployments, endpointSlices, replicas] =
    await Promise.all([
      readSurroundings(reader, kinds, settings.decision),
      readWebhookConfigurations(reader, 'validating'),
      ofKind(kinds, QUEUE, (resource) => reader.list(resource, by(queueSchema))),
      ofKind(kinds, KAI_CONFIG, (resource) => reader.list(resource, by(kaiConfigSchema))),
      reader.list({ ...objectsOf('node.k8s.io/v1', 'runtimeclasses'), metadataOnly: true }, by(namedSchema)),
      reader.list(objectsOf('apps/v1', 'deployments'), by(deploymentSchema)),
      ofRelease(release, (known) => readEndpoints(reader, settings, known)),
      ofRelease(release, (known) => readReplicas(reader, parts.proxy, known)),
    ]);
  return {
    kubernetes: parts.kubernetes,
    schedulers: mapReading(kinds, schedulersIn),
    mutating: parts.mutating,
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

const ofRelease = async <T>(
  release: Release | undefined,
  request: (release: Release) => Promise<Reading<T>>,
): Promise<Reading<T>> =>
  release === undefined ? { kind: 'missing', what: 'a release of the webhook' } : request(release);

/** Those behind the Service that the settings name: `url` registrations have none, and nobody's business is theirs. */
function readEndpoints(
  reader: ObjectReader,
  { server }: Settings,
  { namespace }: Release,
): Promise<Snapshot['endpointSlices']> {
  const selectors = { labelSelector: `kubernetes.io/service-name=${server.registration.serviceName}` };
  const place = { ...objectsOf('discovery.k8s.io/v1', 'endpointslices', namespace), selectors };
  return reader.list(place, by(endpointSliceSchema));
}
