import { Agent, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import * as z from 'zod';

const answerSchema = z.object({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  response: z.object({
    uid: z.string(),
    allowed: z.boolean(),
    patchType: z.literal('JSONPatch').optional(),
    patch: z.string().optional(),
  }),
});

/** What came back for one AdmissionReview, down to the connection it came on. */
export interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly onReusedConnection: boolean;
  readonly tlsVersion: string | null;
  readonly review: z.infer<typeof answerSchema>;
}

/** Where the webhook listens, and how to know it. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly serverName: string;
  readonly certificate: string;
}

/** Calls the webhook as the API server does: HTTPS, the Service's name in the handshake, connections kept for reuse. */
export class AdmissionClient {
  readonly #endpoint: Endpoint;
  readonly #agent: Agent;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#agent = new Agent({ keepAlive: true, ca: endpoint.certificate, servername: endpoint.serverName });
  }

  /** Sends one AdmissionReview and reads the answer; rejects if the connection fails or the answer is no review. */
  send(review: object): Promise<Answer> {
    const body = Buffer.from(JSON.stringify(review));
    return new Promise((resolve, reject) => {
      const call = request({
        host: this.#endpoint.host,
        port: this.#endpoint.port,
        agent: this.#agent,
        method: 'POST',
        path: '/mutate?timeout=3s',
        headers: { 'content-type': 'application/json', 'content-length': body.length },
      });
      call.on('error', reject);
      call.on('response', (response) => {
        // Taken now: once the answer has ended, the agent may have parted the two.
        const tlsVersion = (response.socket as TLSSocket).getProtocol();
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          try {
            resolve({
              status: response.statusCode,
              connection: response.headers.connection,
              onReusedConnection: call.reusedSocket,
              tlsVersion,
              review: answerSchema.parse(JSON.parse(text)),
            });
          } catch (error) {
            reject(new Error(`status ${response.statusCode}, no AdmissionReview: ${text}`, { cause: error }));
          }
        });
      });
      call.end(body);
    });
  }

  /** Ends the connections that are kept for reuse. */
  close(): void {
    this.#agent.destroy();
  }
}
