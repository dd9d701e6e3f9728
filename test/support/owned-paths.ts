import type { DecisionSettings } from '../../src/decision/settings.ts';
import { DECISION_ANNOTATION, GPU_ANNOTATIONS, NVIDIA_GPU } from '../../src/decision/vocabulary.ts';

/*
 * What this program may change on a pod. Everything else has to come out as it went in, fields that no library knows
 * included. Written anew here instead of taken from the program, so that the program cannot allow itself more.
 */

interface Json {
  [key: string]: unknown;
}

/**
 * A copy of the pod without the paths that this program owns, as text. A map in which nothing else is left counts as
 * absent, because it may have been made for an owned key.
 */
export function withoutOwned(pod: unknown, settings: DecisionSettings): string {
  const copy = JSON.parse(JSON.stringify(pod)) as { metadata: Json; spec: Json };
  const { metadata, spec } = copy;
  delete spec['schedulerName'];
  dropKeys(metadata, 'annotations', [...GPU_ANNOTATIONS, DECISION_ANNOTATION]);
  dropKeys(metadata, 'labels', [settings.projectLabel, ...(settings.queueLabel ? [settings.queueLabelKey] : [])]);
  for (const list of ['containers', 'initContainers']) {
    for (const container of listOf(spec[list])) {
      const resources = container['resources'];
      if (isMap(resources)) {
        dropKeys(resources, 'limits', [NVIDIA_GPU]);
        dropKeys(resources, 'requests', [NVIDIA_GPU]);
      }
      if (resources === null || (isMap(resources) && Object.keys(resources).length === 0)) {
        delete container['resources'];
      }
    }
  }
  if (settings.containerTarget === 'reorder') {
    spec['containers'] = listOf(spec['containers'])
      .map((container) => JSON.stringify(container))
      .sort();
  }
  return JSON.stringify(copy, sortedKeys);
}

function dropKeys(holder: Json, name: string, owned: readonly string[]): void {
  const map = holder[name];
  if (isMap(map)) {
    for (const key of owned) {
      delete map[key];
    }
  }
  if (map === null || (isMap(map) && Object.keys(map).length === 0)) {
    delete holder[name];
  }
}

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);

/** The order of keys says nothing in JSON; a member that was replaced may stand elsewhere. */
function sortedKeys(_key: string, value: unknown): unknown {
  return isMap(value) ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value;
}
