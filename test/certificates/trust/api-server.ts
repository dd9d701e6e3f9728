import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ClusterAccess } from '../../../src/cluster/access.ts';

export interface ApiCall {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | undefined;
  readonly body: unknown;
}

export interface ScriptedAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly date?: string;
}

/** An API server that says what the test says, and the access to it. */
export async function scriptedApiServer(
  answer: (call: ApiCall) => ScriptedAnswer,
): Promise<{ readonly access: ClusterAccess; readonly calls: readonly ApiCall[] }> {
  const calls: ApiCall[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const text = Buffer.concat(chunks).toString();
    const { method = '', url = '' } = request;
    const call = { method, url, contentType: request.headers['content-type'], body: text && JSON.parse(text) };
    calls.push(call);
    const { status = 200, body = {}, date } = answer(call);
    response.writeHead(status, date === undefined ? {} : { date });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { access: { server: new URL(`http://127.0.0.1:${port}/k8s/`), credentials: async () => ({}) }, calls };
}
