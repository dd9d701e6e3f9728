import * as z from 'zod';
import { ApiError } from './api-error.ts';
import type { ApiClient } from './client.ts';

const listSchema = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string(), continue: z.string().nullish() }),
  items: z.array(z.unknown()).nullish(),
});

/** Where objects are listed. */
export interface Listed {
  readonly path: string;
  /** Whether labels and annotations are all that is asked for. */
  readonly metadataOnly?: boolean;
}

/** Without specs and statuses, where labels and annotations are enough. */
const accept = (as: 'PartialObjectMetadataList' | 'PartialObjectMetadata', metadataOnly = false): string =>
  metadataOnly ? `application/json;as=${as};g=meta.k8s.io;v=v1` : 'application/json';

export const listAccept = ({ metadataOnly }: Listed): string => accept('PartialObjectMetadataList', metadataOnly);

export const watchAccept = ({ metadataOnly }: Listed): string => accept('PartialObjectMetadata', metadataOnly);

/**
 * Every object of a kind, page by page, so that no more than a page is held. Where the objects are so large that a page
 * gets out of hand, the pages become smaller.
 *
 * @param onPage is told each page
 * @param selectors that the API server chooses objects by, such as `fieldSelector`
 * @returns the version that a watch goes on from
 * @throws ApiError
 */
export async function listAll(
  client: ApiClient,
  resource: Listed,
  pageSize: number,
  signal: AbortSignal,
  onPage: (objects: readonly unknown[]) => void,
  selectors: Readonly<Record<string, string>> = {},
): Promise<string> {
  let limit = pageSize;
  let next: string | undefined;
  for (;;) {
    const query = new URLSearchParams({ ...selectors, limit: String(limit), ...(next && { continue: next }) });
    let body: unknown;
    try {
      ({ body } = await client.get({ path: `${resource.path}?${query}`, accept: listAccept(resource), signal }));
    } catch (error) {
      if (error instanceof ApiError && error.problem === 'too-large' && limit > 1) {
        limit = Math.ceil(limit / 8);
        continue;
      }
      throw error;
    }
    // The answer may have arrived in the same moment in which nobody wanted it any more.
    signal.throwIfAborted();
    const list = listSchema.safeParse(body);
    if (!list.success) {
      throw new ApiError('unreadable', 'the answer is not a list');
    }
    onPage(list.data.items ?? []);
    next = list.data.metadata.continue || undefined;
    if (next === undefined) {
      return list.data.metadata.resourceVersion;
    }
  }
}
