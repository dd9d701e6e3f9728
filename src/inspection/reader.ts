import type * as z from 'zod';
import { asApiError } from '../cluster/api-error.ts';
import type { ApiClient } from '../cluster/client.ts';
import type { ServedResource } from '../cluster/discovery.ts';
import { listAll } from '../cluster/list.ts';
import { unusable } from '../cluster/unusable.ts';
import type { Looked } from '../pod-report/story.ts';

/** Where objects are listed, and which of them. */
export interface At {
  readonly path: string;
  readonly selector?: Readonly<Partial<Record<'labelSelector' | 'fieldSelector', string>>>;
}

/** Objects in one page of a list. */
const PAGE_SIZE = 250;

/**
 * Reads for a report: what is not there or not permitted is an answer too, and only a cluster that cannot be used at all
 * is an error.
 */
export class ClusterReader {
  readonly #client: ApiClient;
  readonly #signal = new AbortController().signal;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** Address of the API server, for messages. */
  get server(): string {
    return this.#client.server;
  }

  /**
   * One object, or one answer of any other kind.
   *
   * @param what for people, such as `pod lab-0`
   * @throws ClusterError where the cluster cannot be used
   */
  async look<T>(path: string, schema: z.ZodType<T>, what: string): Promise<Looked<T>> {
    try {
      const { body } = await this.#client.get({ path, accept: 'application/json', signal: this.#signal });
      const { success, data } = schema.safeParse(body);
      return success
        ? { kind: 'found', object: data }
        : { kind: 'unreadable', why: `${what} has a shape that this version cannot read` };
    } catch (error) {
      return this.#answer(error, what);
    }
  }

  /**
   * Every object at a path; those that do not have the schema's shape are left out.
   *
   * @throws ClusterError where the cluster cannot be used
   */
  async list<T>(at: At, schema: z.ZodType<T>, what: string): Promise<Looked<readonly T[]>> {
    const found: T[] = [];
    const looked = await this.each(at, what, (object) => {
      const { success, data } = schema.safeParse(object);
      if (success) {
        found.push(data);
      }
    });
    return looked.kind === 'found' ? { kind: 'found', object: found } : looked;
  }

  /** As `list`, without holding more than a page. */
  async each(at: At, what: string, onObject: (object: unknown) => void): Promise<Looked<undefined>> {
    try {
      const onPage = (objects: readonly unknown[]): void => {
        for (const object of objects) {
          onObject(object);
        }
      };
      await listAll(this.#client, listed(at), PAGE_SIZE, this.#signal, onPage, { ...at.selector });
      return { kind: 'found', object: undefined };
    } catch (error) {
      return this.#answer(error, what);
    }
  }

  #answer(error: unknown, what: string): Exclude<Looked<never>, { kind: 'found' }> {
    const problem = asApiError(error);
    switch (problem.problem) {
      case 'missing':
        return { kind: 'missing' };
      case 'forbidden':
        return { kind: 'unreadable', why: `you may not read ${what}` };
      case 'unreadable':
        if (problem.cause !== undefined) {
          throw problem.cause;
        }
        return { kind: 'unreadable', why: `${what}: ${problem.message}` };
      default:
        throw unusable(this.server, problem);
    }
  }
}

/** The list's path is all that it goes by. */
const listed = ({ path }: At): ServedResource => ({
  group: '',
  kind: '',
  apiVersion: '',
  resource: '',
  path,
  metadataOnly: false,
});

/** Why there is nothing, for a note. */
export const whyNot = (looked: Exclude<Looked<unknown>, { kind: 'found' }>): string =>
  looked.kind === 'missing' ? 'it is not there any more' : looked.why;
