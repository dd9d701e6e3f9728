import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import type { TLSSocket } from 'node:tls';

export interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; anything but text or bytes as JSON. */
  readonly body?: unknown;
  readonly agent?: Agent;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Tells one connection from another. */
  readonly localPort: number | undefined;
  readonly serverSerial: string | undefined;
}

/** A client that keeps its connections, as the API server does. */
export class HttpsClient {
  readonly #port: number;
  readonly #agent: Agent;

  constructor(port: number, certificate: string | string[]) {
    this.#port = port;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 25,
      ca: certificate,
      // A resumed session shows no certificate, and the API server resumes none.
      maxCachedSessions: 0,
    });
  }

  send({ method = 'POST', path = '/mutate?timeout=3s', headers, body, agent }: Call = {}): Promise<Answer> {
    const content =
      typeof body === 'string' || Buffer.isBuffer(body) || body === undefined ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = request({
        host: '127.0.0.1',
        servername: 'localhost',
        port: this.#port,
        agent: agent ?? this.#agent,
        method,
        path,
        headers: {
          ...(content === undefined ? {} : { 'content-type': 'application/json' }),
          ...(content === undefined || headers?.['transfer-encoding']
            ? {}
            : { 'content-length': Buffer.byteLength(content) }),
          ...headers,
        },
      });
      call.on('error', reject);
      call.on('response', (response) => {
        // Taken now: once the answer has ended, connection and answer may have parted.
        const socket = response.socket as TLSSocket;
        const { localPort } = socket;
        const serverSerial = socket.getPeerX509Certificate()?.serialNumber;
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
            localPort,
            serverSerial,
          }),
        );
      });
      call.end(content);
    });
  }

  /** Sends an AdmissionReview and returns the `response` in the answer. */
  async review(body: unknown, call: Omit<Call, 'body'> = {}): Promise<ReviewResponse> {
    const { status, text } = await this.send({ ...call, body });
    if (status !== 200) {
      throw new Error(`status ${status}: ${text}`);
    }
    return (JSON.parse(text) as { response: ReviewResponse }).response;
  }

  close(): void {
    this.#agent.destroy();
  }
}

export interface ReviewResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly patch?: string;
  readonly patchType?: string;
  readonly status?: { readonly code: number; readonly message: string };
  readonly warnings?: readonly string[];
  readonly auditAnnotations: Readonly<Record<string, string>>;
}
