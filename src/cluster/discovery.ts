import * as z from 'zod';
import { type GroupKind, kindKey } from '../manifests/kubernetes-kinds.ts';
import { ApiError } from './api-error.ts';
import type { ApiClient } from './client.ts';

/** A kind as an API server serves it now. */
export interface ServedResource {
  readonly group: string;
  readonly kind: string;
  readonly apiVersion: string;
  /** Plural, such as `rayclusters`. */
  readonly resource: string;
  /** Of all its objects, such as `/apis/ray.io/v1/rayclusters`. */
  readonly path: string;
  /** Whether labels and annotations are all that is asked for. */
  readonly metadataOnly: boolean;
}

export const DISCOVERY_PATH = '/apis';

/** All groups with all their resources in one answer, which every supported API server has since 1.27. */
const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',');

const resourceSchema = z.looseObject({
  resource: z.string(),
  responseKind: z.looseObject({ kind: z.string() }).nullish(),
  verbs: z.array(z.string()).nullish(),
});

const discoverySchema = z.looseObject({
  kind: z.literal('APIGroupDiscoveryList'),
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      versions: z.array(z.looseObject({ version: z.string(), resources: z.array(resourceSchema).nullish() })).nullish(),
    }),
  ),
});

/** What an API server serves of the kinds that are asked for. */
export type Served = ReadonlyMap<string, ServedResource>;

/** Asks which kinds are served, and costs the API server nothing while that does not change. */
export class Discovery {
  readonly #client: ApiClient;
  readonly #wanted: ReadonlySet<string>;
  #served: Served = new Map();
  #etag: string | undefined;

  constructor(client: ApiClient, wanted: readonly GroupKind[]) {
    this.#client = client;
    this.#wanted = new Set(wanted.map(kindKey));
  }

  /**
   * By `kindKey`; a kind that is not served is not in it.
   *
   * @throws ApiError
   */
  async look(signal: AbortSignal): Promise<Served> {
    const etag = this.#etag === undefined ? {} : { etag: this.#etag };
    const answer = await this.#client.get({ path: DISCOVERY_PATH, accept: AGGREGATED, signal, ...etag });
    if (answer.body !== undefined) {
      this.#served = this.#find(answer.body);
      this.#etag = answer.etag;
    }
    return this.#served;
  }

  /** Versions come in the order of preference; a kind may be in one that is not preferred, as MPIJob in `v2beta1`. */
  #find(body: unknown): Served {
    const { success, data } = discoverySchema.safeParse(body);
    if (!success) {
      throw new ApiError('unreadable', 'the API server does not list its kinds in one answer; Kubernetes 1.27 does');
    }
    const served = new Map<string, ServedResource>();
    for (const { metadata, versions } of data.items) {
      const group = metadata.name;
      for (const { version, resources } of versions ?? []) {
        for (const { resource, responseKind, verbs } of resources ?? []) {
          const kind = responseKind?.kind ?? '';
          const key = kindKey({ group, kind });
          const canBeWatched = ['list', 'watch'].every((verb) => verbs?.includes(verb));
          if (this.#wanted.has(key) && canBeWatched && !served.has(key)) {
            const apiVersion = `${group}/${version}`;
            const path = `/apis/${apiVersion}/${resource}`;
            served.set(key, { group, kind, apiVersion, resource, path, metadataOnly: false });
          }
        }
      }
    }
    return served;
  }
}
