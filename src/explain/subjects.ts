import { z } from 'zod';
import { describeIssue, readPod } from '../admission/pod-schema.ts';
import { readReview } from '../admission/review.ts';
import type { PodJson } from '../decision/pod.ts';
import type { ManifestSurroundings } from '../surroundings/manifest-surroundings.ts';
import { type Controlled, metadataSchema } from './controllers/controlled.ts';
import { controllerOf } from './controllers/table.ts';
import { type InputDocument, InputError, type KubernetesDocument } from './documents.ts';

/** One thing to explain: a pod of the input, one that a controller would make of it, or a request about something else. */
export type Subject =
  | {
      readonly kind: 'pod';
      readonly origin: string;
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

const controlledSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataSchema,
  spec: z.unknown(),
});

/** Longer chains of owners than any controller makes; a guard against a table that refers to itself. */
const MAX_DEPTH = 6;

/**
 * Finds the pods in a document: itself, the one in an AdmissionReview, or those that controllers would make of it.
 * Namespaces, PodDefaults and owners of gangs on the way become known.
 *
 * @throws InputError where a document does not have its kind's shape
 */
export function findSubjects(document: InputDocument, surroundings: ManifestSurroundings): readonly Subject[] {
  const { object, origin } = document;
  if (object.kind === 'AdmissionReview') {
    return [subjectOfReview(object, origin)];
  }
  return expand(object, origin, surroundings, 0);
}

function subjectOfReview(review: KubernetesDocument, origin: string): Subject {
  const reading = readReview(review);
  if (!reading.ok) {
    throw new InputError(`${origin}: ${reading.problem}`);
  }
  const { object, namespace, name, createsPod } = reading.request;
  return createsPod
    ? subjectOfPod(object, origin, namespace, 'request.object.')
    : { kind: 'not-a-pod-creation', origin, object, namespace, name };
}

function subjectOfPod(raw: unknown, origin: string, namespace: string | undefined, prefix = ''): Subject {
  const reading = readPod(raw);
  if (!reading.ok) {
    throw new InputError(`${origin}: ${prefix}${reading.problem}`);
  }
  const { metadata } = reading.pod;
  return {
    kind: 'pod',
    origin,
    pod: reading.pod,
    namespace: namespace ?? metadata.namespace ?? 'default',
    name: metadata.name ?? metadata.generateName ?? '',
  };
}

function expand(
  object: KubernetesDocument,
  origin: string,
  surroundings: ManifestSurroundings,
  depth: number,
): readonly Subject[] {
  if (object.apiVersion === 'v1' && object.kind === 'Pod') {
    return [subjectOfPod(object, origin, undefined)];
  }
  const controller = controllerOf(object.apiVersion, object.kind);
  return inShape(origin, () => {
    surroundings.add(object);
    const children = controller?.(controlledSchema.parse(object) as Controlled) ?? [];
    return depth === MAX_DEPTH ? [] : children.flatMap((child) => expand(child, origin, surroundings, depth + 1));
  });
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
