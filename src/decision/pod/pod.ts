/**
 * The parts of a Pod's raw JSON that a decision reads.
 *
 * These are views, not models: the JSON is never rebuilt from them, so a field that no library knows yet survives.
 * The API server writes an empty map or list as absent, and a person's YAML may hold `null`, so both are allowed for.
 */
export type StringMap = { readonly [key: string]: string };

export type Maybe<T> = T | null | undefined;

export interface EnvVar {
  readonly name: string;
  readonly value?: Maybe<string>;
  readonly valueFrom?: unknown;
}

/**
 * Kubernetes quantities as JSON carries them. The API server always sends strings; people's YAML may hold numbers, and
 * `null`, which it reads as 0.
 */
export type ResourceMap = { readonly [resource: string]: string | number | null };

export interface ContainerJson {
  readonly name: string;
  readonly command?: Maybe<readonly string[]>;
  readonly args?: Maybe<readonly string[]>;
  readonly env?: Maybe<readonly EnvVar[]>;
  readonly resources?: Maybe<{ readonly limits?: Maybe<ResourceMap>; readonly requests?: Maybe<ResourceMap> }>;
  /** Of an init container; `Always` makes it a native sidecar, which runs beside the regular containers. */
  readonly restartPolicy?: Maybe<string>;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid?: Maybe<string>;
  readonly controller?: Maybe<boolean>;
}

export interface PodMetadata {
  readonly name?: Maybe<string>;
  readonly generateName?: Maybe<string>;
  readonly namespace?: Maybe<string>;
  readonly labels?: Maybe<StringMap>;
  readonly annotations?: Maybe<StringMap>;
  readonly ownerReferences?: Maybe<readonly OwnerReference[]>;
}

export interface PodSpecJson {
  readonly schedulerName?: Maybe<string>;
  readonly nodeName?: Maybe<string>;
  readonly containers: readonly ContainerJson[];
  readonly initContainers?: Maybe<readonly ContainerJson[]>;
  /** Claims on devices of Dynamic Resource Allocation. */
  readonly resourceClaims?: Maybe<readonly { readonly name: string }[]>;
}

export interface PodJson {
  readonly metadata: PodMetadata;
  readonly spec: PodSpecJson;
}

const NO_STRINGS: StringMap = Object.freeze({});
// Not frozen: V8 walks lists through objects of their own where one of them may be frozen.
const NOTHING: readonly never[] = [];

export const labelsOf = (pod: PodJson): StringMap => pod.metadata.labels ?? NO_STRINGS;
export const annotationsOf = (pod: PodJson): StringMap => pod.metadata.annotations ?? NO_STRINGS;
export const ownersOf = (pod: PodJson): readonly OwnerReference[] => pod.metadata.ownerReferences ?? NOTHING;

/**
 * The value under a key from outside, such as a label key from the settings. A plain look-up of `constructor` would
 * find what every JavaScript object inherits.
 */
export const ownValue = <T>(map: { readonly [key: string]: T }, key: string): T | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;

/** The API group of an `apiVersion`; the core group is empty. */
export function apiGroupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The pod's owner of one of these kinds in an API group, if it has one. */
export function ownerOfKind(pod: PodJson, group: string, kinds: ReadonlySet<string>): OwnerReference | undefined {
  for (const owner of ownersOf(pod)) {
    if (kinds.has(owner.kind) && apiGroupOf(owner.apiVersion) === group) {
      return owner;
    }
  }
  return undefined;
}
