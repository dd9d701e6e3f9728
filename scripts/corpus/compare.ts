import jsonPatch from 'fast-json-patch';
import { judgePod } from '../../src/admission/verdict.ts';
import type { Surroundings } from '../../src/decision/known/surroundings.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import type { DecisionSettings } from '../../src/decision/settings.ts';
import { withoutOwned } from '../../test/support/owned-paths.ts';

/** What the API server fills in anew for every pod. */
const FRESH = ['uid', 'creationTimestamp', 'resourceVersion', 'managedFields', 'generation'] as const;
const TOKEN_VOLUME = /kube-api-access-[a-z0-9]{5}/g;

/** A pod of a dry run without what the API server makes up for every pod, so that two of them can be compared. */
export function comparable(stored: unknown, template: PodJson): PodJson {
  const copy = JSON.parse(JSON.stringify(stored).replaceAll(TOKEN_VOLUME, 'kube-api-access-<random>'));
  for (const field of FRESH) delete copy.metadata[field];
  // A generated name has a random end.
  if (!template.metadata.name) delete copy.metadata.name;
  delete copy.status;
  return copy;
}

/**
 * Lines that say where a pod that went through the webhook differs from the same pod that did not, other than the
 * decision about it explains.
 */
export function unexplainedDifferences(
  off: PodJson,
  on: PodJson,
  namespace: string,
  surroundings: Surroundings,
  settings: DecisionSettings,
): readonly string[] {
  const lines: string[] = [];
  if (withoutOwned(off, settings) !== withoutOwned(on, settings)) {
    lines.push(...differences('not owned by this program', off, on));
  }
  const { patch } = judgePod(off, namespace, surroundings, settings);
  const expected = jsonPatch.applyPatch(off, [...patch], false, false).newDocument;
  lines.push(...differences('not as decided', expected, on));
  return lines;
}

function differences(title: string, from: PodJson, to: PodJson): readonly string[] {
  return jsonPatch.compare(from, to).map((operation) => {
    const value = 'value' in operation ? ` ${JSON.stringify(operation.value)}` : '';
    return `${title}: ${operation.op} ${operation.path}${value}`.slice(0, 300);
  });
}
