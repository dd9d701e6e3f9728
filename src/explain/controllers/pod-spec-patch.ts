import { parse } from 'yaml';
import { z } from 'zod';
import { type PodSpec, podSpecSchema } from '../../manifests/schemas.ts';

const named = z.array(z.looseObject({ name: z.string() }));

/**
 * Applies Argo's `podSpecPatch`, a strategic merge patch as a string of YAML or JSON: maps are merged, containers by
 * their names, other lists are replaced. KFP v1 puts a GPU count there that is a parameter.
 */
export function applyPodSpecPatch(spec: PodSpec, patch: string | null | undefined): PodSpec {
  if (!patch) {
    return spec;
  }
  let changes: unknown;
  try {
    changes = parse(patch);
  } catch {
    // A placeholder that was not filled in may leave it unreadable; the note about the placeholder says so.
    return spec;
  }
  return podSpecSchema.parse(merge(spec, changes));
}

function merge(base: unknown, changes: unknown): unknown {
  const byName = named.safeParse(changes);
  const baseByName = named.safeParse(base);
  if (byName.success && baseByName.success) {
    const added = byName.data.filter(({ name }) => !baseByName.data.some((each) => each.name === name));
    const merged = baseByName.data.map((each) => merge(each, byName.data.find(({ name }) => name === each.name) ?? {}));
    return [...merged, ...added];
  }
  if (!isMap(base) || !isMap(changes)) {
    return changes;
  }
  return Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(changes)])].map((key) => [
      key,
      key in changes ? merge(base[key], changes[key]) : base[key],
    ]),
  );
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
