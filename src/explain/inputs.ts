import { readPod } from '../admission/pod-schema.ts';
import { readReview } from '../admission/review.ts';
import type { PodJson } from '../decision/pod/pod.ts';
import type { InputDocument, KubernetesDocument } from '../manifests/documents.ts';
import { InputError } from '../manifests/input-error.ts';
import { metadataSchema, objectSchema } from '../manifests/schemas.ts';
import { inShape } from '../manifests/shape.ts';
import type { SurroundingsStore } from '../surroundings/store.ts';
import { controllerOf } from './controllers/table.ts';
import { placeholdersIn } from './placeholders.ts';

/** One thing to explain: a pod of the input, one that a controller would make of it, or a request about something else. */
export type ExplainInput =
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

export interface Findings {
  readonly inputs: readonly ExplainInput[];
  /** What a person should know about the input itself. */
  readonly notes: readonly string[];
}

/** Longer chains of owners than any controller makes; a guard against a table that refers to itself. */
const MAX_DEPTH = 6;

/** What the API server appends to a prefix is random; here it is always the same. */
const GENERATED_SUFFIX = 'x7k2d';

/** Their operators make pods in ways that a manifest does not show. */
const MADE_BY_OPERATORS = new Set(['InferenceService', 'SparkApplication', 'TrainJob', 'Experiment', 'Workspace']);

/**
 * Finds the pods in a document: itself, the one in an AdmissionReview, or those that controllers would make of it.
 * Namespaces, PodDefaults and owners of gangs on the way become known.
 *
 * @throws InputError where a document does not have its kind's shape
 */
export function findInputs(document: InputDocument, surroundings: SurroundingsStore): Findings {
  const { object, origin } = document;
  if (object.kind === 'AdmissionReview') {
    return { inputs: [inputOfReview(object, origin)], notes: [] };
  }
  const inputs = expand(object, origin, surroundings, 0);
  const notes = inputs.flatMap((input) => (input.kind === 'pod' ? placeholdersIn(input) : []));
  return {
    inputs,
    notes: MADE_BY_OPERATORS.has(object.kind)
      ? [...notes, `${origin}: the pods of ${object.kind} are made by its operator; explain one of them instead`]
      : notes,
  };
}

function inputOfReview(review: KubernetesDocument, origin: string): ExplainInput {
  const reading = readReview(review);
  if (!reading.ok) {
    throw new InputError(`${origin}: ${reading.problem}`);
  }
  const { object, namespace, name, createsPod } = reading.request;
  return createsPod
    ? inputOfPod(object, origin, namespace, 'request.object.')
    : { kind: 'not-a-pod-creation', origin, object, namespace, name };
}

function inputOfPod(raw: unknown, origin: string, namespace: string | undefined, prefix = ''): ExplainInput {
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
  surroundings: SurroundingsStore,
  depth: number,
): readonly ExplainInput[] {
  if (object.apiVersion === 'v1' && object.kind === 'Pod') {
    return [inputOfPod(object, origin, undefined)];
  }
  return inShape(origin, () => {
    const owner = withName(object);
    surroundings.upsert(owner);
    const children = controllerOf(owner.apiVersion, owner.kind)?.(objectSchema.parse(owner)) ?? [];
    return depth === MAX_DEPTH ? [] : children.flatMap((child) => expand(child, origin, surroundings, depth + 1));
  });
}

/** The API server has made a name of `generateName` before any controller sees the object. */
function withName(object: KubernetesDocument): KubernetesDocument {
  const metadata = metadataSchema.safeParse(object['metadata']);
  return metadata.success && !metadata.data.name && metadata.data.generateName
    ? { ...object, metadata: { ...metadata.data, name: `${metadata.data.generateName}${GENERATED_SUFFIX}` } }
    : object;
}
