import type { ClusterAccess } from './access.ts';
import { ApiError, asApiError, problemOfStatus } from './api-error.ts';
import { Connection } from './connection.ts';

/** One port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** What a pod answered. */
export interface PodAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Asks pods over plain HTTP by way of the API server, which reaches them where a kubeconfig's owner does not. It needs the
 * permission to get `pods/proxy`.
 */
export class PodProxy {
  readonly #connection: Connection;

  /** @param answerMillis longest wait for the first, or the next, bytes of an answer */
  constructor(access: ClusterAccess, answerMillis: number) {
    this.#connection = new Connection(access, answerMillis);
  }

  /** @throws ApiError where the API server answers itself: it may not be asked, or does not reach the pod */
  async get({ namespace, pod, port }: PodPort, path: string, signal: AbortSignal): Promise<PodAnswer> {
    const place = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}:${port}/proxy${path}`;
    try {
      const response = await this.#connection.open({ method: 'GET', path: place, headers: { accept: '*/*' }, signal });
      const status = response.statusCode ?? 0;
      const text = await this.#connection.text(response);
      const refusal = status < 400 ? undefined : ownWords(text);
      if (refusal !== undefined) {
        throw new ApiError(problemOfStatus(status), `HTTP ${status}: ${refusal}`);
      }
      return { status, text };
    } catch (error) {
      throw asApiError(error);
    }
  }
}

/** The message of the API server's own Status object; what comes from a pod has none. */
function ownWords(text: string): string | undefined {
  try {
    const { kind, apiVersion, message } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return kind === 'Status' && apiVersion === 'v1' ? String(message) : undefined;
  } catch {
    return undefined;
  }
}
