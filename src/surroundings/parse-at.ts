import { z } from 'zod';

/**
 * Parses a part of an object, so that a problem is named by its whole path.
 *
 * @throws z.ZodError with paths that begin at the object
 */
export function parseAt<T extends z.ZodType>(
  schema: T,
  value: unknown,
  ...path: readonly (string | number)[]
): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new z.ZodError(result.error.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
  }
  return result.data;
}
