import { readPod } from '../admission/pod-schema.ts';
import { readReview } from '../admission/review.ts';
import type { PodJson } from '../decision/pod/pod.ts';
import type { KubernetesDocument } from '../manifests/documents.ts';
import { InputError } from '../manifests/input-error.ts';
import type { Controlled } from './controllers/controlled.ts';

/** One thing to explain: a pod of the input, one that a controller would make of it, or a request about something else. */
export type ExplainInput =
  | {
      readonly kind: 'pod';
      readonly origin: string;
      /** The object of the input that the pod comes from, such as `Deployment web`; absent where it is the pod itself. */
      readonly maker?: string;
      readonly pod: PodJson;
      readonly namespace: string;
      readonly name: string;
    }
  | {
      readonly kind: 'not-a-pod-creation';
      readonly origin: string;
      readonly object: unknown;
      readonly namespace: string;
      readonly name: string;
    };

/** An object of the input that makes pods. */
export interface Owner {
  readonly origin: string;
  readonly object: Controlled;
}

/** The pod of an AdmissionReview, or a request about something else. */
export function inputOfReview(review: KubernetesDocument, origin: string): ExplainInput {
  const reading = readReview(review);
  if (!reading.ok) {
    throw new InputError(`${origin}: ${reading.problem}`);
  }
  const { object, namespace, name, createsPod } = reading.request;
  // A review that a person wrote may leave the request's own namespace out.
  return createsPod
    ? inputOfPod(object, origin, namespace === '' ? undefined : namespace, 'request.object.')
    : { kind: 'not-a-pod-creation', origin, object, namespace, name };
}

/**
 * A pod, as somebody wrote it or a controller would make it.
 *
 * @param prefix of field names in messages
 * @throws InputError where it does not have a pod's shape
 */
export function inputOfPod(raw: unknown, origin: string, namespace: string | undefined, prefix = ''): ExplainInput {
  const reading = readPod(raw);
  if (!reading.ok) {
    throw new InputError(`${origin}: ${prefix}${reading.problem}`);
  }
  const { metadata } = reading.pod;
  return {
    kind: 'pod',
    origin,
    pod: reading.pod,
    namespace: namespace ?? (metadata.namespace || 'default'),
    name: metadata.name || metadata.generateName || '',
  };
}
