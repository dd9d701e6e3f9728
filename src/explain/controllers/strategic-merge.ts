import { isMap } from '../../decision/values/map.ts';

/*
 * Kubernetes' strategic merge patch, as far as pods and Argo's templates need it: maps are merged, `null` takes a field away, some lists are
 * merged by a key of their items, all others are replaced.
 */

/** Lists of a pod that are merged item by item, and by what. */
const MERGE_KEYS: ReadonlyMap<string, string> = new Map([
  ['containers', 'name'],
  ['initContainers', 'name'],
  // Of Argo's templates.
  ['sidecars', 'name'],
  ['ephemeralContainers', 'name'],
  ['env', 'name'],
  ['volumes', 'name'],
  ['imagePullSecrets', 'name'],
  ['volumeMounts', 'mountPath'],
  ['volumeDevices', 'devicePath'],
  ['ports', 'containerPort'],
  ['hostAliases', 'ip'],
  ['topologySpreadConstraints', 'topologyKey'],
]);

/** What a patch says about itself, as in `$patch: delete`. */
const DIRECTIVE = '$patch';

/** Applies a patch to a value; neither is changed. */
export const mergeStrategically = (base: unknown, patch: unknown): unknown => merge(base, patch, undefined);

function merge(base: unknown, patch: unknown, field: string | undefined): unknown {
  if (Array.isArray(patch)) {
    return mergeLists(Array.isArray(base) ? base : [], patch, MERGE_KEYS.get(field ?? ''));
  }
  if (!isMap(patch)) {
    return patch;
  }
  const directive = patch[DIRECTIVE];
  if (directive === 'delete') {
    return {};
  }
  const merged = new Map(directive !== 'replace' && isMap(base) ? Object.entries(base) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      merged.delete(key);
    } else if (!key.startsWith('$')) {
      merged.set(key, merge(merged.get(key), value, key));
    }
  }
  return Object.fromEntries(merged);
}

function mergeLists(base: readonly unknown[], patch: readonly unknown[], key: string | undefined): readonly unknown[] {
  const replaces = patch.some(isReplacement);
  const items = patch.filter((item) => !isReplacement(item));
  if (key === undefined || replaces) {
    return items.map((item) => merge(undefined, item, undefined));
  }
  const idOf = (item: unknown): unknown => (isMap(item) ? item[key] : undefined);
  const patches = new Map(items.map((item) => [idOf(item), item]));
  const known = new Set(base.map(idOf));
  const isDeleted = (item: unknown): boolean => isMap(item) && item[DIRECTIVE] === 'delete';
  return [
    ...base.flatMap((item) => {
      const change = patches.get(idOf(item));
      return change === undefined ? [item] : isDeleted(change) ? [] : [merge(item, change, undefined)];
    }),
    ...items
      .filter((item) => !known.has(idOf(item)) && !isDeleted(item))
      .map((item) => merge(undefined, item, undefined)),
  ];
}

/** An item that is no item, and says that the list replaces the one below it. */
const isReplacement = (item: unknown): boolean =>
  isMap(item) && item[DIRECTIVE] === 'replace' && Object.keys(item).length === 1;
