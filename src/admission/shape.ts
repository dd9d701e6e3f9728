import { isMap } from '../decision/values/map.ts';

/*
 * Checks of JSON that look and do not copy. A library that builds what it checks anew took more memory for a request than
 * the rest of its decision, and passes over keys such as `__proto__`, which in JSON are keys like any other.
 */

/** What is wrong, and where below the value that was checked. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Finds the first problem in a value. */
export type Check = (value: unknown) => Problem | undefined;

/** A value of one of JSON's types, said in the words of `typeOf`. */
export const aString: Check = (value) => (typeof value === 'string' ? undefined : unexpected('string', value));

/** The API server writes what is empty as absent, and a person's YAML may hold `null`. */
export const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null ? undefined : check(value);

/** An object with these members; whatever else it has is not looked at. */
export function anObject(members: Readonly<Record<string, Check>>): Check {
  const keys = Object.keys(members);
  const checks = Object.values(members);
  return (value) => {
    if (!isMap(value)) {
      return unexpected('object', value);
    }
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] as string;
      const problem = (checks[index] as Check)(value[key]);
      if (problem !== undefined) {
        return below(key, problem);
      }
    }
    return undefined;
  };
}

export function anArray(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) {
      return unexpected('array', value);
    }
    for (let index = 0; index < value.length; index += 1) {
      const problem = check(value[index]);
      if (problem !== undefined) {
        return below(index, problem);
      }
    }
    return undefined;
  };
}

/** An object whose keys nobody knows, and whose values are alike. */
export function aMap(expected: string, isExpected: (value: unknown) => boolean): Check {
  return (value) => {
    if (!isMap(value)) {
      return unexpected('a map', value);
    }
    for (const key of Object.keys(value)) {
      if (!isExpected(value[key])) {
        return below(key, unexpected(expected, value[key]));
      }
    }
    return undefined;
  };
}

/** One of these texts, each quoted in the problem. */
export function oneOf(...texts: readonly string[]): Check {
  const quoted = texts.map((text) => JSON.stringify(text)).join('|');
  const message = texts.length === 1 ? `expected ${quoted}` : `Invalid option: expected one of ${quoted}`;
  return (value) => (texts.includes(value as string) ? undefined : { path: [], message });
}

const unexpected = (expected: string, value: unknown): Problem => ({
  path: [],
  message: `expected ${expected}, received ${typeOf(value)}`,
});

const below = (key: string | number, { path, message }: Problem): Problem => ({ path: [key, ...path], message });

function typeOf(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A problem with its path, such as `spec.containers[0].name: expected string, received number`. */
export function describeProblem({
  path,
  message,
}: {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}) {
  const place = path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
  // YAML reads 0.5 and true as a number and a truth value; the API wants strings in labels and annotations.
  const hint = /^expected string, received (number|boolean)$/.test(message) ? '; put it in quotes' : '';
  return `${place === '' ? '(top level)' : place}: ${message}${hint}`;
}
