import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';

/** What a registry says to a question about advisories, by the names and versions that were asked about. */
export type Answer = (asked: Readonly<Record<string, readonly string[]>>) => {
  readonly status: number;
  readonly body: string;
};

/** A registry on this machine that is asked about advisories, and serves no package. */
export async function startAdvisoryRegistry(answer: Answer): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(404).end('{}');
      return;
    }
    const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
    const { status, body: said } = answer(JSON.parse(await text(body)));
    response.writeHead(status, { 'content-type': 'application/json' }).end(said);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
