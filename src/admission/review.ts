import { z } from 'zod';
import { describeIssue } from './pod-schema.ts';

const groupVersionKind = z.looseObject({ group: z.string(), version: z.string(), kind: z.string() });

const reviewSchema = z.looseObject({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  request: z.looseObject({
    uid: z.string().min(1),
    kind: groupVersionKind,
    operation: z.enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']),
    subResource: z.string().nullish(),
    name: z.string().nullish(),
    namespace: z.string().nullish(),
    // The API server writes `null` where there is none; the type of the API says that it may be left out.
    object: z.unknown().optional(),
  }),
});

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
  const result = reviewSchema.safeParse(body);
  if (!result.success) {
    return { ok: false, problem: describeIssue(result.error) };
  }
  const { uid, kind, operation, subResource, name, namespace } = result.data.request;
  const object = (body as { request: { object?: unknown } }).request.object;
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
