import * as z from 'zod';
import { apiGroupOf, type PodJson } from '../decision/pod/pod.ts';
import type { InputDocument, KubernetesDocument } from '../manifests/documents.ts';
import { InputError } from '../manifests/input-error.ts';
import { metadataSchema, objectSchema } from '../manifests/schemas.ts';
import { inShape } from '../manifests/shape.ts';
import type { SurroundingsStore } from '../surroundings/store.ts';
import { type Controlled, titleOf } from './controllers/controlled.ts';
import { controllerOf } from './controllers/table.ts';
import { type ExplainInput, inputOfPod, inputOfReview, type Owner } from './explain-input.ts';
import { fractionalLimits } from './notes/fractional-limits.ts';
import { makesNoPods } from './notes/idle-objects.ts';
import { withoutPlaceholders } from './notes/placeholders.ts';
import { requestsOnObjects } from './notes/requests-on-objects.ts';
import { asAtCreation } from './notes/running-pods.ts';
import type { References } from './references.ts';
import { describeWithin, findWithin } from './unknown-kinds.ts';

/** What the API server appends to a prefix is random; here it is always the same. */
const GENERATED_SUFFIX = 'x7k2d';

/** Longer chains of owners than any controller makes: manifests may hold manifests. */
const MAX_DEPTH = 10;

/** Loops in loops make more pods than anybody reads. */
const MAX_PODS = 1000;

/** Their pods are what people wrote; a placeholder there is a mistake, and judged as one. */
const AS_WRITTEN = new Set(['', 'apps', 'batch']);

/** Follows one document of the input to its pods. */
export class Expansion {
  readonly inputs: ExplainInput[] = [];
  readonly owners: Owner[] = [];
  readonly notes: string[] = [];
  readonly idle: KubernetesDocument[] = [];
  /** Names of pods that were printed from a cluster. */
  readonly running: string[] = [];
  readonly #document: InputDocument;
  readonly #surroundings: SurroundingsStore;
  readonly #references: References;
  /** The pods as they were made, with what a run has still to fill in. */
  readonly #made: PodJson[] = [];
  #maker: Controlled | undefined;
  #overflown = false;

  constructor(document: InputDocument, surroundings: SurroundingsStore, references: References) {
    this.#document = document;
    this.#surroundings = surroundings;
    this.#references = references;
  }

  run(): this {
    const { object, origin, fromFolder } = this.#document;
    try {
      if (object.kind === 'AdmissionReview') {
        this.inputs.push(inputOfReview(object, origin));
      } else {
        this.#follow(object, 0);
      }
    } catch (error) {
      if (!(fromFolder && error instanceof InputError)) {
        throw error;
      }
      this.notes.push(`${error.message}; the object is passed over`);
      return this;
    }
    if (this.#overflown) {
      this.#note(`more than ${MAX_PODS} pods; the others are not explained`);
    }
    if (this.inputs.length === 0) {
      this.#noteNoPods(object);
    } else if (this.#maker !== undefined) {
      this.notes.push(...requestsOnObjects(this.#maker, this.#made).map((note) => `${origin}: ${note}`));
    }
    return this;
  }

  #note(text: string): void {
    this.notes.push(`${this.#document.origin}: ${text}`);
  }

  #follow(object: KubernetesDocument, depth: number): void {
    if (this.inputs.length >= MAX_PODS) {
      this.#overflown = true;
      return;
    }
    if (object.apiVersion === 'v1' && object.kind === 'Pod') {
      this.#takePod(object, depth);
      return;
    }
    if (depth > MAX_DEPTH) {
      this.#note(`objects in objects, more than ${MAX_DEPTH} deep; ${object.kind} is not explained`);
      return;
    }
    const { children, nested } = inShape(this.#document.origin, () => this.#step(object, depth));
    for (const child of children) {
      if (nested) {
        this.#followNested(child, depth + 1);
      } else {
        this.#follow(child, depth + 1);
      }
    }
  }

  /** One step on the way to a pod: what the object's controller makes of it. */
  #step(object: KubernetesDocument, depth: number): { children: readonly KubernetesDocument[]; nested: boolean } {
    const named = withName(object);
    const isKnown = this.#surroundings.upsert(named);
    const reading = objectSchema.safeParse(named);
    const controller = controllerOf(object.apiVersion, object.kind);
    if (!reading.success) {
      // Configuration files look like objects, but are none.
      if (controller === undefined && object['metadata'] === undefined) {
        return { children: [], nested: false };
      }
      throw reading.error;
    }
    const owner = reading.data;
    if (depth === 0) {
      this.#maker = owner;
    }
    for (const note of fractionalLimits(owner)) {
      this.#note(note);
    }
    if (controller !== undefined) {
      if (depth === 0) {
        this.owners.push({ origin: this.#document.origin, object: owner });
      }
      const context = {
        find: this.#references.find.bind(this.#references),
        note: (text: string) => this.#note(text),
      };
      return { children: controller(owner, context), nested: false };
    }
    if (isKnown || makesNoPods(object)) {
      return { children: [], nested: false };
    }
    const within = findWithin(owner);
    for (const problem of within.unreadable) {
      this.#note(`the pod template in ${titleOf(owner)} cannot be read: ${problem}`);
    }
    if (within.found.length > 0) {
      if (depth === 0) {
        this.owners.push({ origin: this.#document.origin, object: owner });
      }
      this.#note(describeWithin(owner, within));
    }
    return { children: within.found.map((each) => each.object), nested: true };
  }

  /** What stands in an object of a kind that is not known may be incomplete: its operator would fill it in. */
  #followNested(child: KubernetesDocument, depth: number): void {
    try {
      this.#follow(child, depth);
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      this.notes.push(`${error.message}; ${child.kind} is not explained`);
    }
  }

  #takePod(object: KubernetesDocument, depth: number): void {
    const { origin } = this.#document;
    const created = depth === 0 ? asAtCreation(object) : undefined;
    const input = inputOfPod(created ?? object, origin, undefined);
    if (input.kind !== 'pod') {
      return;
    }
    if (created !== undefined) {
      this.running.push(input.name);
    }
    const maker = this.#maker;
    this.#made.push(input.pod);
    if (maker === undefined) {
      this.inputs.push(input);
      return;
    }
    const filled = AS_WRITTEN.has(apiGroupOf(maker.apiVersion)) ? undefined : withoutPlaceholders(input.pod);
    for (const value of filled?.unknown ?? []) {
      this.#note(
        `pod ${input.name}: ${value}, which only the running ${maker.kind} knows; the pod is explained without it`,
      );
    }
    this.inputs.push({ ...input, pod: filled?.pod ?? input.pod, maker: titleOf(maker) });
  }

  /** A document without pods is never dropped in silence, unless it is of a kind that cannot have any. */
  #noteNoPods(object: KubernetesDocument): void {
    if (MADE_BY_OPERATORS.has(object.kind)) {
      const title = this.#maker === undefined ? object.kind : titleOf(this.#maker);
      this.#note(`the pods of ${title} are made by its operator; explain one of them instead`);
    } else if (controllerOf(object.apiVersion, object.kind) !== undefined && this.#maker !== undefined) {
      this.#note(`${titleOf(this.#maker)} makes no pod that could be explained`);
    } else {
      this.idle.push(object);
    }
  }
}

/** Their operators make pods in ways that a manifest does not show. */
const MADE_BY_OPERATORS = new Set(['InferenceService', 'SparkApplication', 'Experiment', 'Workspace']);

const withMetadata = z.looseObject({ metadata: metadataSchema });

/** The API server has made a name of `generateName` before any controller sees the object. */
function withName(object: KubernetesDocument): KubernetesDocument {
  const reading = withMetadata.safeParse(object);
  const metadata = reading.data?.metadata;
  return metadata && !metadata.name && metadata.generateName
    ? { ...object, metadata: { ...metadata, name: `${metadata.generateName}${GENERATED_SUFFIX}` } }
    : object;
}
