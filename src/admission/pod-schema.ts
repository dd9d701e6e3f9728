import { z } from 'zod';
import type { PodJson } from '../decision/pod/pod.ts';

/*
 * The shape of what is read of a Pod. It checks and never re-emits: patches address the raw JSON, so that fields which
 * no library knows yet survive. Everything that is not read stays unchecked, since a newer API server may change it.
 */

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** A value that is checked where it lies, and may be left out; zod's own lists and maps are built anew. */
const checkedInPlace = (findProblem: (value: unknown) => Problem | undefined) =>
  z
    .unknown()
    .check(({ value, issues }) => {
      const problem = findProblem(value);
      if (problem !== undefined) {
        issues.push({ code: 'custom', input: value, ...problem });
      }
    })
    .optional();

/** In JSON `__proto__` is a key like any other, and zod's own maps pass over it: what stands there would reach the decision unchecked. */
const mapOf = (expected: string, isExpected: (value: unknown) => boolean) =>
  checkedInPlace((value) => findProblemInMap(value, expected, isExpected));

function findProblemInMap(
  value: unknown,
  expected: string,
  isExpected: (value: unknown) => boolean,
): Problem | undefined {
  if (value === null || value === undefined) {
    return undefined;
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { path: [], message: `expected a map, received ${typeOf(value)}` };
  }
  for (const key of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (!isExpected(member)) {
      return { path: [key], message: `expected ${expected}, received ${typeOf(member)}` };
    }
  }
  return undefined;
}

const isString = (value: unknown): boolean => typeof value === 'string';

const strings = mapOf('string', isString);

const quantities = mapOf(
  'string or number or null',
  (value) => isString(value) || typeof value === 'number' || value === null,
);

/** For the 30,000 variables that fit into a request, a list that is built anew takes more memory than the request itself. */
const env = checkedInPlace(findProblemInEnv);

function findProblemInEnv(value: unknown): Problem | undefined {
  if (value === null || value === undefined) {
    return undefined;
  }
  if (!Array.isArray(value)) {
    return { path: [], message: 'expected a list' };
  }
  for (let index = 0; index < value.length; index += 1) {
    const variable: unknown = value[index];
    if (typeof variable !== 'object' || variable === null) {
      return { path: [index], message: 'expected an object' };
    }
    const { name, value: text } = variable as { name?: unknown; value?: unknown };
    if (typeof name !== 'string') {
      return { path: [index, 'name'], message: expectedString(name) };
    }
    if (text !== null && text !== undefined && typeof text !== 'string') {
      return { path: [index, 'value'], message: expectedString(text) };
    }
  }
  return undefined;
}

const expectedString = (value: unknown): string => `expected string, received ${typeOf(value)}`;

function typeOf(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'list' : typeof value;
}

const container = z.looseObject({
  name: z.string(),
  command: z.array(z.string()).nullish(),
  args: z.array(z.string()).nullish(),
  env,
  resources: z.looseObject({ limits: quantities, requests: quantities }).nullish(),
  restartPolicy: z.string().nullish(),
});

const ownerReference = z.looseObject({ apiVersion: z.string(), kind: z.string(), name: z.string() });

export const podSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string().nullish(),
    generateName: z.string().nullish(),
    namespace: z.string().nullish(),
    labels: strings,
    annotations: strings,
    ownerReferences: z.array(ownerReference).nullish(),
  }),
  spec: z.looseObject({
    schedulerName: z.string().nullish(),
    nodeName: z.string().nullish(),
    containers: z.array(container).min(1),
    initContainers: z.array(container).nullish(),
    resourceClaims: z.array(z.looseObject({ name: z.string() })).nullish(),
  }),
});

export type PodReading =
  | { readonly ok: true; readonly pod: PodJson }
  | { readonly ok: false; readonly problem: string };

/** Checks the parts of a pod that a decision reads, and gives back the raw JSON itself. */
export function readPod(raw: unknown): PodReading {
  const result = podSchema.safeParse(raw);
  return result.success ? { ok: true, pod: raw as PodJson } : { ok: false, problem: describeIssue(result.error) };
}

/** The first problem with its path, such as `spec.containers[0].name: expected string, received number`. */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = (issue?.path ?? []).reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
  return `${path === '' ? '(top level)' : path}: ${issue === undefined ? 'invalid' : messageOf(issue)}`;
}

function messageOf(issue: z.core.$ZodIssue): string {
  const message = (expectation(issue) ?? issue.message).replace(/^Invalid input: /, '');
  // YAML reads 0.5 and true as a number and a truth value; the API wants strings in labels and annotations.
  return /^expected string, received (number|boolean)$/.test(message) ? `${message}; put it in quotes` : message;
}

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
