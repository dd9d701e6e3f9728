import { readPod } from '../admission/pod-schema.ts';
import { ClusterError } from '../cluster/api-error.ts';
import type { ApiClient } from '../cluster/client.ts';
import { ruleOf } from '../cluster/permissions.ts';
import type { PodProxy } from '../cluster/pod-proxy.ts';
import { placeOf } from '../namespace-report/pod-place.ts';
import { type NamespacesReport, NamespaceTally } from '../namespace-report/report.ts';
import type { StoredNamespace } from '../pod-report/story.ts';
import { storedNamespace } from './namespaces.ts';
import { ClusterReader } from './reader.ts';
import { refusedObjects } from './refused-objects.ts';
import { reportSettings, type SettingsChoice } from './release-settings.ts';
import { readReplicaCounts } from './replica-counts.ts';
import { readServedKinds } from './served-kinds.ts';
import { namespaceSchema } from './shapes.ts';
import { KnownHere } from './surroundings.ts';

/** @param only one namespace, or `undefined` for all */
export async function readNamespacesReport(
  client: ApiClient,
  proxy: PodProxy,
  only: string | undefined,
  choice: SettingsChoice,
): Promise<NamespacesReport> {
  const reader = new ClusterReader(client);
  const kinds = await readServedKinds(client);
  const { settings, notes } = await reportSettings(reader, kinds.schedulers, choice);
  const known = new KnownHere(settings.decision);
  const found = only === undefined ? await readAll(reader) : await readOne(reader, only);
  for (const namespace of found.namespaces) {
    known.takeNamespace(namespace);
  }
  await known.read(reader, kinds, only);
  const tallies = new Map(
    found.names.map((name) => [name, new NamespaceTally(name, known.store.namespace(name), settings.decision)]),
  );
  const tallyOf = (name: string): NamespaceTally => {
    // Made while this looked.
    const tally = tallies.get(name) ?? new NamespaceTally(name, known.store.namespace(name), settings.decision);
    tallies.set(name, tally);
    return tally;
  };
  let unreadable = 0;
  const listed = await reader.each({ path: `/api/v1${within(only)}/pods` }, 'pods', (object) => {
    const reading = readPod(object);
    if (!reading.ok) {
      unreadable += 1;
      return;
    }
    const namespace = reading.pod.metadata.namespace ?? '';
    const tally = tallyOf(namespace);
    tally.count(placeOf(reading.pod, namespace, tally.optIn, known.store, settings.decision));
  });
  if (listed.kind !== 'found') {
    throw notPermitted('pods', only);
  }
  const refused = await refusedObjects(reader, within(only));
  return {
    mode: settings.server.mode,
    scheduler: settings.decision.schedulerName,
    namespaces: [...tallies.values()]
      .map((tally) => tally.row(refused.kind === 'found' ? (refused.object.get(tally.name) ?? 0) : null))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    replicas: await readReplicaCounts(reader, proxy, settings),
    notes: [
      ...kinds.notes,
      ...notes,
      ...found.notes,
      ...known.notes,
      ...(unreadable === 0
        ? []
        : [`${unreadable} pods have a shape that this version cannot read, and are not counted`]),
      ...(refused.kind === 'unreadable' ? [`${refused.why}, so what was refused where is not known`] : []),
    ],
  };
}

const within = (namespace: string | undefined): string =>
  namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;

interface Found {
  readonly names: readonly string[];
  readonly namespaces: readonly StoredNamespace[];
  readonly notes: readonly string[];
}

async function readAll(reader: ClusterReader): Promise<Found> {
  const listed = await reader.list({ path: '/api/v1/namespaces' }, namespaceSchema, 'namespaces');
  if (listed.kind !== 'found') {
    throw notPermitted('namespaces', undefined);
  }
  const namespaces = listed.object.map(storedNamespace);
  return { names: namespaces.map(({ name }) => name), namespaces, notes: [] };
}

async function readOne(reader: ClusterReader, name: string): Promise<Found> {
  const looked = await reader.look(`/api/v1${within(name)}`, namespaceSchema, `namespace ${name}`);
  switch (looked.kind) {
    case 'found':
      return { names: [name], namespaces: [storedNamespace(looked.object)], notes: [] };
    case 'missing':
      throw new ClusterError(`there is no namespace ${name}: kubectl get namespaces lists those that are`);
    case 'unreadable':
      return { names: [name], namespaces: [], notes: [`${looked.why}, so it counts as opted in, without a project`] };
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
