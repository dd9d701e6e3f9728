import * as z from 'zod';
import { describeProblem } from '../admission/shape.ts';
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

/** The first problem with its path, such as `spec.containers[0].name: expected string, received number`. */
export function describeIssue({ issues: [issue] }: z.ZodError): string {
  return describeProblem({ path: issue?.path ?? [], message: issue === undefined ? 'invalid' : messageOf(issue) });
}

const messageOf = (issue: z.core.$ZodIssue): string =>
  (expectation(issue) ?? issue.message).replace(/^Invalid input: /, '');

/** Of a value that may be of several types, such as a limit: all of them, which the library does not name. */
function expectation(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'invalid_union') {
    return undefined;
  }
  const types = issue.errors.flatMap(([first]) => (first?.code === 'invalid_type' ? [first] : []));
  const received = /received (\w+)$/.exec(types[0]?.message ?? '')?.[1];
  return received === undefined
    ? undefined
    : `expected ${types.map(({ expected }) => expected).join(' or ')}, received ${received}`;
}

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
