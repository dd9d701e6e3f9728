import { Agent, request } from 'node:https';
import { TLSSocket } from 'node:tls';
import jsonPatch, { type Operation } from 'fast-json-patch';
import * as z from 'zod';
import { OUTCOMES } from '../../src/admission/outcome.ts';
import type { Review } from './admission-review.ts';

const answerSchema = z.object({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  response: z.object({
    uid: z.string(),
    allowed: z.boolean(),
    status: z.object({ code: z.number(), reason: z.string(), message: z.string() }).optional(),
    patch: z.base64().optional(),
    patchType: z.literal('JSONPatch').optional(),
    warnings: z.array(z.string()).optional(),
    auditAnnotations: z.looseObject({ outcome: z.enum(OUTCOMES), reason: z.string() }),
  }),
});

export type Answer = z.output<typeof answerSchema>['response'];

/** Calls the webhook as the API server does: HTTPS with a verified certificate, over connections that are kept. */
export class WebhookClient {
  readonly #agent: Agent;
  readonly #port: number;
  #tlsVersion = '';

  /** @param certificate the only one that is trusted */
  constructor(port: number, certificate: string) {
    this.#port = port;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, ca: certificate });
  }

  /** What was spoken with the server, such as `TLSv1.3`. */
  get tlsVersion(): string {
    return this.#tlsVersion;
  }

  /** @throws Error where the answer is none that the API server would take */
  async ask(review: Review): Promise<Answer> {
    const { status, body } = await this.#post(JSON.stringify(review));
    if (status !== 200) {
      throw new Error(`the webhook answered ${status}: ${body}`);
    }
    const { response } = answerSchema.parse(JSON.parse(body));
    if (response.uid !== review.request.uid) {
      throw new Error(`the webhook answered another request: ${response.uid} for ${review.request.uid}`);
    }
    if ((response.patch === undefined) !== (response.patchType === undefined)) {
      throw new Error('the webhook answered only one of patch and patchType');
    }
    return response;
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(body: string): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: 'localhost',
          port: this.#port,
          path: '/mutate?timeout=3s',
          method: 'POST',
          agent: this.#agent,
          headers: {
            Accept: 'application/json, */*',
            'Content-Type': 'application/json',
            'Content-Length': Buffer.byteLength(body),
            'User-Agent': 'kube-apiserver-admission',
          },
        },
        (incoming) => {
          const parts: Buffer[] = [];
          if (incoming.socket instanceof TLSSocket) {
            this.#tlsVersion = incoming.socket.getProtocol() ?? '';
          }
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

const operations = z.array(
  z.custom<Operation>((value) => typeof value === 'object' && value !== null && 'op' in value),
);

/** The object as the API server would go on with it; a patch that does not apply is an error there too. */
export function patched<T>(object: T, answer: Answer): T {
  if (answer.patch === undefined) {
    return object;
  }
  const patch = operations.parse(JSON.parse(Buffer.from(answer.patch, 'base64').toString('utf8')));
  return jsonPatch.applyPatch(object, patch, true, false).newDocument;
}
