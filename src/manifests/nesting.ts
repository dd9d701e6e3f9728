/** More than any manifest has; what reads values one in another would run out of stack before memory. */
const MAX_NESTING = 500;

/** Why a value cannot be read part by part. */
export const TOO_DEEP = `nested more than ${MAX_NESTING} levels deep, or an alias stands in what it stands for`;

/**
 * Whether a value is nested too deeply, in itself for one, which an alias of YAML can bring about. It is looked at level
 * by level, and in each at every part once: aliases let few parts stand in very many places.
 */
export function isTooDeep(value: unknown): boolean {
  let level: ReadonlySet<object> = new Set(partsOf([value]));
  for (let depth = 0; level.size > 0; depth += 1) {
    if (depth > MAX_NESTING) {
      return true;
    }
    level = new Set([...level].flatMap((part) => partsOf(Object.values(part))));
  }
  return false;
}

const partsOf = (values: readonly unknown[]): readonly object[] =>
  values.filter((value) => typeof value === 'object' && value !== null);
