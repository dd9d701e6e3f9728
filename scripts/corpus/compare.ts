import jsonPatch from 'fast-json-patch';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import type { DecisionSettings } from '../../src/decision/settings.ts';
import { isMap } from '../../src/decision/values/map.ts';
import type { Manifest } from '../../test/cluster/api.ts';
import { withoutOwned } from '../../test/support/owned-paths.ts';

/** What the API server fills in anew for every pod. */
const FRESH = ['uid', 'creationTimestamp', 'resourceVersion', 'managedFields', 'generation'] as const;
const TOKEN_VOLUME = /kube-api-access-[a-z0-9]{5}/g;

/** A pod of a dry run without what the API server makes up for every pod, so that two of them can be compared. */
export function comparable(stored: unknown, template: Manifest): PodJson {
  const copy = JSON.parse(JSON.stringify(stored).replaceAll(TOKEN_VOLUME, 'kube-api-access-<random>'));
  for (const field of FRESH) delete copy.metadata[field];
  // A generated name has a random end.
  if (!template.metadata.name) delete copy.metadata.name;
  delete copy.status;
  return copy;
}

/**
 * Lines that say where a pod that went through the webhook differs from the same pod that did not, other than `explain`
 * says of it.
 */
export function unexplainedDifferences(
  off: PodJson,
  on: PodJson,
  explained: unknown,
  settings: DecisionSettings,
): readonly string[] {
  return [
    ...(withoutOwned(off, settings) === withoutOwned(on, settings)
      ? []
      : differences('not owned by this program', off, on)),
    ...differences('not as explained', withoutEmptyMaps(explained), withoutEmptyMaps(on)),
  ];
}

/** The API server stores no map in which nothing is left, such as limits whose only entry was taken away. */
export function withoutEmptyMaps(pod: unknown): PodJson {
  const isEmpty = (value: unknown): boolean => isMap(value) && Object.keys(value).length === 0;
  return JSON.parse(
    JSON.stringify(pod, (key, value) => (MAPS_LEFT_OUT.has(key) && isEmpty(value) ? undefined : value)),
  ) as PodJson;
}

const MAPS_LEFT_OUT: ReadonlySet<string> = new Set(['labels', 'annotations', 'limits', 'requests']);

export function differences(title: string, from: PodJson, to: PodJson): readonly string[] {
  return jsonPatch.compare(from, to).map((operation) => {
    const value = 'value' in operation ? ` ${JSON.stringify(operation.value)}` : '';
    return `${title}: ${operation.op} ${operation.path}${value}`.slice(0, 300);
  });
}
