import type { PodJson } from '../../src/decision/pod/pod.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import type { Manifest } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';
import { ByteReader } from '../../test/fuzz/input/byte-reader.ts';
import { editJson } from '../../test/fuzz/input/edit-json.ts';
import { PLACED_PODS, type PlacedPod, storeBesideThem } from '../../test/fuzz/input/golden-pods.ts';
import { randomFrom } from '../../test/fuzz/input/random.ts';
import { creatable } from '../corpus/check.ts';
import type { Finding } from '../corpus/finding.ts';
import { compareOffAndOn, type Sample } from '../corpus/off-and-on.ts';
import { makePrerequisites } from '../corpus/prerequisites.ts';

/** Bytes of edits for one pod; a few edits, or no pod would be one any more that the API server takes. */
const MOST_EDIT_BYTES = 10;

/**
 * A quantity such as `1e-999999999` keeps the API server itself at work until the request's minute is over, with no
 * webhook anywhere. What is written there does not matter for what is proved here.
 */
const COSTLY_EXPONENT = /(\d[eE][-+]?)\d{4,}/g;

/** A golden pod without edits comes first, each once; what does not hold for these holds for nothing. */
export function mutatedPods(count: number, seed: number): readonly Sample[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, index) => {
    const placed = PLACED_PODS[index % PLACED_PODS.length] as PlacedPod;
    const isEdited = index >= PLACED_PODS.length;
    const edits = Uint8Array.from({ length: isEdited ? 3 + random(MOST_EDIT_BYTES - 2) : 0 }, () => random(256));
    const original = creatable(placed.pod as PodJson, placed.namespace);
    const edited = JSON.stringify(editJson(original, new ByteReader(edits)));
    const pod = JSON.parse(edited.replaceAll(COSTLY_EXPONENT, (_, begin) => `${begin}9`)) as Manifest;
    const name = `${original.metadata.name ?? original.metadata.generateName} ${Buffer.from(edits).toString('hex')}`;
    return { origin: placed.file, name, namespace: placed.namespace, pod };
  });
}

/** Makes what the golden pods need, before any webhook is there. */
export async function prepareNamespaces(cluster: Cluster): Promise<void> {
  const inputs = PLACED_PODS.map(({ file, namespace, pod }) => ({
    kind: 'pod' as const,
    origin: file,
    name: file,
    namespace,
    pod: pod as PodJson,
  }));
  await makePrerequisites(cluster, inputs, (namespace) => {
    const known = PLACED_PODS.find((placed) => placed.namespace === namespace)?.known ?? [];
    const labels = known.find(({ kind }) => kind === 'Namespace')?.metadata['labels'];
    return (labels ?? {}) as Record<string, string>;
  });
}

/** Creates the pods with the webhook off and on, which knows all that stands beside the golden pods. */
export function comparePods(
  cluster: Cluster,
  samples: readonly Sample[],
  settings: SettingsInput,
): Promise<readonly Finding[]> {
  const surroundings = storeBesideThem(loadSettings(undefined, settings).decision);
  return compareOffAndOn(cluster, samples, { settings, surroundings });
}
