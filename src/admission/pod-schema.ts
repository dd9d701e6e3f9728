import type { PodJson } from '../decision/pod/pod.ts';
import { aMap, anArray, anObject, aString, type Check, describeProblem, maybe } from './shape.ts';

/*
 * The shape of what is read of a Pod. Patches address the raw JSON, so that fields which no library knows yet survive.
 * Everything that is not read stays unchecked, since a newer API server may change it.
 */

const isString = (value: unknown): boolean => typeof value === 'string';

const strings = maybe(aMap('string', isString));

const quantities = maybe(
  aMap('string or number or null', (value) => isString(value) || typeof value === 'number' || value === null),
);

const container = anObject({
  name: aString,
  command: maybe(anArray(aString)),
  args: maybe(anArray(aString)),
  env: maybe(anArray(anObject({ name: aString, value: maybe(aString) }))),
  resources: maybe(anObject({ limits: quantities, requests: quantities })),
  restartPolicy: maybe(aString),
});

const containers = anArray(container);

const atLeastOneContainer: Check = (value) =>
  Array.isArray(value) && value.length === 0
    ? { path: [], message: 'Too small: expected array to have >=1 items' }
    : containers(value);

const checkPod = anObject({
  metadata: anObject({
    name: maybe(aString),
    generateName: maybe(aString),
    namespace: maybe(aString),
    labels: strings,
    annotations: strings,
    ownerReferences: maybe(anArray(anObject({ apiVersion: aString, kind: aString, name: aString }))),
  }),
  spec: anObject({
    schedulerName: maybe(aString),
    nodeName: maybe(aString),
    containers: atLeastOneContainer,
    initContainers: maybe(containers),
    resourceClaims: maybe(anArray(anObject({ name: aString }))),
  }),
});

export type PodReading =
  | { readonly ok: true; readonly pod: PodJson }
  | { readonly ok: false; readonly problem: string };

/** Checks the parts of a pod that a decision reads, and gives back the raw JSON itself. */
export function readPod(raw: unknown): PodReading {
  const problem = checkPod(raw);
  return problem === undefined ? { ok: true, pod: raw as PodJson } : { ok: false, problem: describeProblem(problem) };
}
