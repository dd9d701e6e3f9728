import type * as z from 'zod';
import type { ApiClient } from '../../cluster/client.ts';
import type { ServedResource } from '../../cluster/discovery.ts';
import { listAll } from '../../cluster/list.ts';
import { attempt, type Reading, read } from './reading.ts';

/** Objects in one page of a list. */
const PAGE_SIZE = 250;

/** Objects of one kind that are kept; what a diagnosis says of so many is true of the others, too. */
const MOST_OBJECTS = 20_000;

/** Something of the API server that has a path: what is listed of a kind. */
export interface Listed {
  readonly group: string;
  /** Plural, as RBAC has it. */
  readonly resource: string;
  readonly path: string;
  readonly metadataOnly?: boolean;
  readonly selectors?: Readonly<Record<string, string>>;
}

/** A kind of Kubernetes' own, in all namespaces. */
export const listedOf = (apiVersion: string, resource: string, namespace?: string): Listed => {
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const isCore = !apiVersion.includes('/');
  return {
    group: isCore ? '' : (apiVersion.split('/')[0] ?? ''),
    resource,
    path: `${isCore ? '/api' : '/apis'}/${apiVersion}${within}/${resource}`,
  };
};

/** Reads objects page by page, and keeps of each what its schema takes out. */
export class ObjectReader {
  readonly #client: ApiClient;
  readonly #most: number;

  constructor(client: ApiClient, most = MOST_OBJECTS) {
    this.#client = client;
    this.#most = most;
  }

  /**
   * What is taken of each object.
   *
   * @param take answers `undefined` for an object of another shape, which is counted, and `null` for one that is not wanted
   */
  async list<T>(listed: Listed, take: (object: unknown) => T | null | undefined): Promise<Reading<readonly T[]>> {
    const what = nameOf(listed);
    return attempt(what, { verb: 'list', group: listed.group, resource: listed.resource }, async () => {
      const enough = new AbortController();
      const found: T[] = [];
      let unreadable = 0;
      const onPage = (objects: readonly unknown[]): void => {
        for (const object of objects) {
          const taken = take(object);
          if (taken === undefined) {
            unreadable += 1;
          } else if (taken !== null) {
            if (found.length === this.#most) {
              enough.abort();
              return;
            }
            found.push(taken);
          }
        }
      };
      try {
        await listAll(this.#client, served(listed), PAGE_SIZE, enough.signal, onPage, listed.selectors);
      } catch (error) {
        if (!enough.signal.aborted) {
          throw error;
        }
      }
      return read(found, [
        ...(enough.signal.aborted ? [`only the first ${this.#most} ${what} were looked at`] : []),
        ...(unreadable > 0 ? [`${unreadable} ${what} have a shape that this version cannot read`] : []),
      ]);
    });
  }

  /** One answer of any kind. */
  async get<T>(
    path: string,
    schema: z.ZodType<T>,
    what: string,
    rule: { readonly group: string; readonly resource: string; readonly name?: string },
  ): Promise<Reading<T>> {
    return attempt(what, { verb: 'get', ...rule }, async () => {
      const { body } = await this.#client.get({
        path,
        accept: 'application/json',
        signal: new AbortController().signal,
      });
      const { success, data } = schema.safeParse(body);
      return success ? read(data) : { kind: 'failed', problem: `${what} has a shape that this version cannot read` };
    });
  }
}

/** What a schema makes of an object; `undefined` where it is another shape. */
export const by =
  <T>(schema: z.ZodType<T>) =>
  (object: unknown): T | undefined =>
    schema.safeParse(object).data;

const nameOf = ({ group, resource }: Listed): string => (group === '' ? resource : `${resource}.${group}`);

const served = ({ group, resource, path, metadataOnly = false }: Listed): ServedResource => ({
  group,
  kind: '',
  apiVersion: '',
  resource,
  path,
  metadataOnly,
});
