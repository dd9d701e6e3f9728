import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Cluster } from './control-plane.ts';
import type { WebhookServer } from './webhook.ts';
import { servingNames } from './webhook.ts';

/** What the API server asks a webhook. */
export interface Review {
  request: {
    uid: string;
    operation: string;
    namespace: string;
    userInfo: { username: string };
    object: Record<string, unknown>;
  };
}

/** What a webhook answers: the fields of an AdmissionReview's response, and HTTP's own where they matter. */
export interface Answer {
  allowed?: boolean;
  patch?: object[];
  message?: string;
  warnings?: string[];
  auditAnnotations?: Record<string, string>;
  httpStatus?: number;
  httpHeaders?: Record<string, string>;
}

/** How a review came, for checks of the API server as a client. */
export interface Arrival {
  url: string;
  httpVersion: string;
  tlsVersion: string | null;
  userAgent: string | undefined;
  /** Number of the connection, in the order in which they were opened. */
  connection: number;
}

/** A webhook server for checks of the API server's behaviour: it does what the test says, and remembers what came. */
export interface FakeWebhook {
  port: number;
  caBundle: string;
  reviews: Review[];
  /** Beside each review. */
  arrivals: Arrival[];
  stop(): Promise<void>;
}

/** Starts an HTTPS server whose certificate is valid for a Service's name and for loopback. */
export async function startFakeWebhook(
  cluster: Cluster,
  service: WebhookServer['service'],
  answer: (review: Review, givenUp: AbortSignal) => Answer | Promise<Answer> = () => ({}),
): Promise<FakeWebhook> {
  const reviews: Review[] = [];
  const arrivals: Arrival[] = [];
  const connections = new Map<unknown, number>();
  const { key, cert } = await cluster.authority.serving(servingNames({ service }));
  const server = createServer({ key, cert }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const review = JSON.parse(Buffer.concat(chunks).toString()) as Review;
    reviews.push(review);
    arrivals.push(arrivalOf(request, connections));
    // The API server hangs up when it has waited long enough.
    const givenUp = new AbortController();
    response.once('close', () => givenUp.abort());
    const said = await answer(review, givenUp.signal);
    const { allowed = true, patch, message, warnings, auditAnnotations, httpStatus = 200, httpHeaders = {} } = said;
    response.writeHead(httpStatus, { 'content-type': 'application/json', ...httpHeaders });
    response.end(
      JSON.stringify({
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        response: {
          uid: review.request.uid,
          allowed,
          ...(message !== undefined && { status: { message } }),
          ...(warnings !== undefined && { warnings }),
          ...(auditAnnotations !== undefined && { auditAnnotations }),
          ...(patch !== undefined && {
            patchType: 'JSONPatch',
            patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
          }),
        },
      }),
    );
  });
  // All addresses: reached through a Service, the API server comes to the machine's own address.
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  cluster.onStop(() => void stop());
  return { port: (server.address() as AddressInfo).port, caBundle: cluster.authority.cert, reviews, arrivals, stop };
}

function arrivalOf(request: IncomingMessage, connections: Map<unknown, number>): Arrival {
  const { socket, url = '', httpVersion, headers } = request;
  const connection = connections.get(socket) ?? connections.size;
  connections.set(socket, connection);
  const tlsVersion = (socket as TLSSocket).getProtocol();
  return { url, httpVersion, tlsVersion, userAgent: headers['user-agent'], connection };
}
