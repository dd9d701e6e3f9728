import { z } from 'zod';
import { describeIssue } from '../admission/pod-schema.ts';
import { InputError } from './input-error.ts';

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

export { describeIssue };

/** Runs a step that reads a manifest, and names the field where it cannot. */
export function inShape<T>(origin: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof z.ZodError) {
      throw new InputError(`${origin}: ${describeIssue(error)}`);
    }
    throw error;
  }
}
