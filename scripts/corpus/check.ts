import type { PodJson } from '../../src/decision/pod/pod.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import type { Manifest } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';
import type { CorpusReport } from './finding.ts';
import { compareOffAndOn, type Sample } from './off-and-on.ts';
import { makePrerequisites } from './prerequisites.ts';
import { type PodInput, readCorpus } from './read-corpus.ts';

/**
 * Creates every pod of some folders of manifests against a real API server, with the webhook off and on.
 *
 * @param project that every namespace shall belong to
 */
export async function checkCorpus(
  cluster: Cluster,
  folders: readonly string[],
  input: SettingsInput = {},
  project?: string,
): Promise<CorpusReport> {
  const settings = { flavour: 'runai' as const, ...input };
  const { decision } = loadSettings(undefined, settings);
  const surroundings = new SurroundingsStore(decision);
  const { pods, passedOver } = readCorpus(folders, surroundings);
  const optIn = (namespace: string): Record<string, string> => ({
    ...surroundings.namespace(namespace)?.labels,
    'runai-injection': 'enabled',
    ...(project === undefined ? {} : { [decision.namespaceProjectLabel]: project }),
  });
  for (const { namespace } of pods) {
    surroundings.upsert({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: optIn(namespace) },
    });
  }
  await makePrerequisites(cluster, pods, optIn);
  const findings = await compareOffAndOn(cluster, pods.map(sampleOf), { settings, surroundings });
  return { findings, passedOver };
}

function sampleOf({ origin, name, namespace, pod }: PodInput): Sample {
  return { origin, name, namespace, pod: creatable(pod, namespace) };
}

/** A pod as a client would send it, whatever it was read from. */
export function creatable(pod: PodJson, namespace: string): Manifest {
  const { status: _, ...rest } = pod as unknown as Manifest;
  const metadata: Manifest['metadata'] = { ...rest.metadata, namespace };
  // A pod that was read from a cluster carries what only the API server may set.
  for (const field of ['resourceVersion', 'uid', 'creationTimestamp', 'managedFields']) delete metadata[field];
  return { ...rest, apiVersion: 'v1', kind: 'Pod', metadata, spec: withImages(pod.spec) };
}

/** A derived pod does not show the images that its controller is configured with. */
function withImages(spec: PodJson['spec']): object {
  const fill = (container: object): object => ({ image: 'example.com/none', ...container });
  return {
    ...spec,
    containers: spec.containers.map(fill),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(fill) }),
  };
}
