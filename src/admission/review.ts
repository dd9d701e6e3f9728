import { anObject, aString, type Check, describeProblem, maybe, oneOf } from './shape.ts';

const text: Check = (value) =>
  value === '' ? { path: [], message: 'Too small: expected string to have >=1 characters' } : aString(value);

const checkReview = anObject({
  apiVersion: oneOf('admission.k8s.io/v1'),
  kind: oneOf('AdmissionReview'),
  // Of the object nothing is said here: the API server writes `null` where there is none, and it may be left out.
  request: anObject({
    uid: text,
    kind: anObject({ group: aString, version: aString, kind: aString }),
    operation: oneOf('CREATE', 'UPDATE', 'DELETE', 'CONNECT'),
    subResource: maybe(aString),
    name: maybe(aString),
    namespace: maybe(aString),
  }),
});

/** What was checked above, as it came. */
interface ReviewJson {
  readonly request: {
    readonly uid: string;
    readonly kind: { readonly group: string; readonly kind: string };
    readonly operation: string;
    readonly subResource?: string | null;
    readonly name?: string | null;
    readonly namespace?: string | null;
    readonly object?: unknown;
  };
}

/** The part of an AdmissionReview (`admission.k8s.io/v1`) that is read. */
export interface ReviewRequest {
  readonly uid: string;
  /** Empty for generated names: the API server makes them up after admission. */
  readonly name: string;
  readonly namespace: string;
  /** Whether this is the creation of a Pod, and not of something below it such as a binding. */
  readonly createsPod: boolean;
  readonly object: unknown;
}

export type ReviewReading =
  | { readonly ok: true; readonly request: ReviewRequest }
  | { readonly ok: false; readonly problem: string };

/** Reads parsed JSON as an AdmissionReview. */
export function readReview(body: unknown): ReviewReading {
  const problem = checkReview(body);
  if (problem !== undefined) {
    return { ok: false, problem: describeProblem(problem) };
  }
  const { uid, kind, operation, subResource, name, namespace, object } = (body as ReviewJson).request;
  return {
    ok: true,
    request: {
      uid,
      name: name ?? '',
      namespace: namespace ?? '',
      createsPod: operation === 'CREATE' && kind.group === '' && kind.kind === 'Pod' && !subResource,
      object,
    },
  };
}
