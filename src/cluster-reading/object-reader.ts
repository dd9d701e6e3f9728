import type * as z from 'zod';
import type { ApiClient } from '../cluster/client.ts';
import { type Listed, listAll } from '../cluster/list.ts';
import type { MissingRule } from '../cluster/permissions.ts';
import { attempt, type GiveUp } from './attempt.ts';
import { failed, type Reading, read } from './reading.ts';

/** Objects in one page of a list. */
const PAGE_SIZE = 250;

/** Something of the API server that has a path: all objects of a kind, or one of them. */
export interface Place extends Listed {
  readonly group: string;
  /** Plural, as RBAC has it, or a path such as `/apis`. */
  readonly resource: string;
  /** Of the one object. */
  readonly name?: string;
  readonly selectors?: Readonly<Record<string, string>>;
}

/** All objects of a kind, in one namespace or in all. */
export const objectsOf = (apiVersion: string, resource: string, namespace?: string): Place => {
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const path = `${rootOf(apiVersion)}${within}/${resource}`;
  return { group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '', resource, path };
};

/** Where a version of a group is served. */
export const rootOf = (apiVersion: string): string => `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}`;

export const objectIn = (objects: Place, name: string): Place => ({
  ...objects,
  path: `${objects.path}/${encodeURIComponent(name)}`,
  name,
});

export interface ReaderOptions {
  /** Objects of one kind that are kept; without it, all. */
  readonly most?: number;
  /** Without it every failure is an answer. */
  readonly giveUp?: GiveUp;
}

/** Reads objects page by page, and keeps of each what its schema takes out. */
export class ObjectReader {
  readonly client: ApiClient;
  readonly #most: number;
  readonly #giveUp: GiveUp | undefined;

  constructor(client: ApiClient, { most = Number.POSITIVE_INFINITY, giveUp }: ReaderOptions = {}) {
    this.client = client;
    this.#most = most;
    this.#giveUp = giveUp;
  }

  /** Runs any other request, with its failure as an answer in the same way. */
  attempt<T>(what: string, rule: MissingRule, request: () => Promise<Reading<T>>): Promise<Reading<T>> {
    return attempt(what, rule, request, this.#giveUp);
  }

  /**
   * What is taken of each object.
   *
   * @param take answers `undefined` for an object of another shape, which is counted, and `null` for one that is not wanted
   */
  list<T>(place: Place, take: (object: unknown) => T | null | undefined): Promise<Reading<readonly T[]>> {
    const what = nameOf(place);
    return this.attempt(what, { verb: 'list', group: place.group, resource: place.resource }, async () => {
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
        await listAll(this.client, place, PAGE_SIZE, enough.signal, onPage, place.selectors);
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

  /**
   * One object, or one answer of any other kind.
   *
   * @param what for people, such as `pod lab-0`
   */
  get<T>({ path, ...rule }: Place, schema: z.ZodType<T>, what: string): Promise<Reading<T>> {
    return this.attempt(what, { verb: 'get', ...rule }, async () => {
      const { body } = await this.client.get({
        path,
        accept: 'application/json',
        signal: new AbortController().signal,
      });
      const { success, data } = schema.safeParse(body);
      return success ? read(data) : failed(`${what} has a shape that this version cannot read`);
    });
  }
}

/** What a schema makes of an object; `undefined` where it is another shape. */
export const by =
  <T>(schema: z.ZodType<T>) =>
  (object: unknown): T | undefined =>
    schema.safeParse(object).data;

const nameOf = ({ group, resource }: Place): string => (group === '' ? resource : `${resource}.${group}`);
