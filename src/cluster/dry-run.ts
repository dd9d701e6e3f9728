import { PROGRAM } from '../decision/vocabulary.ts';
import type { ClusterAccess } from './access.ts';
import { ApiError } from './api-error.ts';
import { Connection, parseAnswer } from './connection.ts';

/** What the API server would have made of an object. */
export type DryRunAnswer =
  | { readonly kind: 'accepted'; readonly object: unknown; readonly warnings: readonly string[] }
  | {
      readonly kind: 'refused';
      /** HTTP status. */
      readonly code: number;
      /** The API server's, or the admission webhook's, own words. */
      readonly message: string;
      readonly warnings: readonly string[];
    };

/**
 * Creates objects as server-side dry runs: they pass every step of admission, all webhooks included, and are not stored.
 * Validation is strict, so that a field that the API server does not know is an error and no silence.
 */
export class DryRunClient {
  readonly #connection: Connection;

  /** @param answerMillis longest wait for an answer; a webhook on the way may take up to 30 s */
  constructor(access: ClusterAccess, answerMillis: number) {
    this.#connection = new Connection(access, answerMillis);
  }

  /** Address of the API server, for messages. */
  get server(): string {
    return this.#connection.server;
  }

  /** @throws ApiError where there is no answer, or the credentials are not accepted */
  async create(collection: string, object: object): Promise<DryRunAnswer> {
    const body = JSON.stringify(object);
    const response = await this.#connection.open({
      method: 'POST',
      path: `${collection}?dryRun=All&fieldValidation=Strict&fieldManager=${PROGRAM}`,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
      signal: new AbortController().signal,
    });
    const code = response.statusCode ?? 0;
    const warnings = warningsIn(response.headersDistinct['warning'] ?? []);
    if (code === 401) {
      throw await this.#connection.refusal(response);
    }
    const text = await this.#connection.text(response);
    if (code < 200 || code > 299) {
      return { kind: 'refused', code, message: messageOf(text), warnings };
    }
    return { kind: 'accepted', object: parseAnswer(text), warnings };
  }
}

/**
 * The API server writes each as `299 - "text"`, with quotes and backslashes in the text escaped (RFC 7234, 5.5), and in
 * UTF-8, while Node.js takes every byte of a header for a character.
 */
const warningsIn = (headers: readonly string[]): readonly string[] =>
  headers.flatMap((header) =>
    [
      ...Buffer.from(header, 'latin1')
        .toString()
        .matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g),
    ].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1')),
  );

/** A refusal comes as a Status object; a proxy on the way may answer anything. */
function messageOf(text: string): string {
  try {
    const { message } = parseAnswer(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch (error) {
    if (error instanceof ApiError) {
      return text;
    }
    throw error;
  }
}
