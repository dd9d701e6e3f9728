import { readPod } from '../admission/pod-schema.ts';
import { ClusterError } from '../cluster/api-error.ts';
import type { ApiClient } from '../cluster/client.ts';
import { ruleOf } from '../cluster/permissions.ts';
import type { PodProxy } from '../cluster/pod-proxy.ts';
import { type ObjectReader, objectsOf } from '../cluster-reading/object-reader.ts';
import { isOver, podStateSchema } from '../cluster-reading/shapes.ts';
import { fillStore } from '../cluster-reading/surroundings.ts';
import { placeOf } from '../namespace-report/pod-place.ts';
import { type NamespacesReport, NamespaceTally } from '../namespace-report/report.ts';
import { NAMESPACES } from '../surroundings/from-cluster.ts';
import { SurroundingsStore } from '../surroundings/store.ts';
import { readNamespace } from './namespaces.ts';
import { refusedObjects } from './refused-objects.ts';
import { reportSettings, type SettingsChoice } from './release-settings.ts';
import { readReplicaCounts } from './replica-counts.ts';
import { readServedKinds } from './served-kinds.ts';
import { readSurroundings } from './surroundings.ts';
import { notesOn, reportReader, whyNot } from './words.ts';

/** @param only one namespace, or `undefined` for all */
export async function readNamespacesReport(
  client: ApiClient,
  proxy: PodProxy,
  only: string | undefined,
  choice: SettingsChoice,
): Promise<NamespacesReport> {
  const reader = reportReader(client);
  const kinds = await readServedKinds(client);
  const { settings, notes } = await reportSettings(reader, kinds.schedulers, choice);
  const known = new SurroundingsStore(settings.decision);
  const found = only === undefined ? await readAll(reader, known) : await readOne(reader, known, only);
  const left = await readSurroundings(reader, known, kinds.served, only);
  const tallies = new Map(
    found.names.map((name) => [name, new NamespaceTally(name, known.namespace(name), settings.decision)]),
  );
  const tallyOf = (name: string): NamespaceTally => {
    // Made while this looked.
    const tally = tallies.get(name) ?? new NamespaceTally(name, known.namespace(name), settings.decision);
    tallies.set(name, tally);
    return tally;
  };
  const listed = await reader.list(objectsOf('v1', 'pods', only), (object) => {
    const reading = readPod(object);
    const { success, data: state } = podStateSchema.safeParse(object);
    if (!reading.ok || !success) {
      return undefined;
    }
    const namespace = reading.pod.metadata.namespace ?? '';
    const tally = tallyOf(namespace);
    tally.count(placeOf(reading.pod, isOver(state), namespace, tally.optIn, known, settings.decision));
    return null;
  });
  if (listed.kind !== 'read') {
    throw notPermitted('pods', only);
  }
  const refused = await refusedObjects(reader, only);
  return {
    mode: settings.server.mode,
    scheduler: settings.decision.schedulerName,
    namespaces: [...tallies.values()]
      .map((tally) => tally.row(refused.kind === 'read' ? (refused.value.get(tally.name) ?? 0) : null))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    replicas: await readReplicaCounts(reader, proxy, settings),
    notes: [
      ...kinds.notes,
      ...notes,
      ...found.notes,
      ...left,
      ...listed.gaps.map((gap) => `${gap}, and are not counted`),
      ...notesOn(refused, 'so what was refused where is not known'),
    ],
  };
}

interface Found {
  readonly names: readonly string[];
  readonly notes: readonly string[];
}

async function readAll(reader: ObjectReader, store: SurroundingsStore): Promise<Found> {
  const listed = await fillStore(reader, store, NAMESPACES);
  if (listed.kind !== 'read') {
    throw notPermitted('namespaces', undefined);
  }
  return { names: listed.value.map(({ name }) => name), notes: [] };
}

async function readOne(reader: ObjectReader, store: SurroundingsStore, name: string): Promise<Found> {
  const looked = await readNamespace(reader, store, name);
  switch (looked.kind) {
    case 'read':
      return { names: [name], notes: [] };
    case 'missing':
      throw new ClusterError(`there is no namespace ${name}: kubectl get namespaces lists those that are`);
    default:
      return { names: [name], notes: [`${whyNot(looked)}, so it counts as opted in, without a project`] };
  }
}

/** Without these there is nothing to count. */
function notPermitted(resource: 'pods' | 'namespaces', only: string | undefined): ClusterError {
  const rule = ruleOf({ verb: 'list', group: '', resource });
  return new ClusterError(
    only === undefined
      ? `you may not list ${resource} in all namespaces: name one namespace, or ask for the rule ${rule} in a ClusterRole`
      : `you may not list ${resource} in namespace ${only}: choose another, or ask for the rule ${rule} there`,
  );
}
