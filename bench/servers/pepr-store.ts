import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An API server that knows two empty PeprStores, whatever is asked, and in which nothing ever happens. */
export async function playStore(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    const url = new URL(request.url ?? '/', 'http://localhost');
    const last = url.pathname.split('/').at(-1) ?? '';
    const name = /metadata\.name=([\w-]+)/.exec(url.searchParams.get('fieldSelector') ?? '')?.[1] ?? last;
    response.setHeader('content-type', 'application/json');
    if (url.searchParams.has('watch')) {
      // Never ends: what follows an event is silence.
      response.write(`${JSON.stringify({ type: 'ADDED', object: store(name) })}\n`);
      return;
    }
    const isOne = last.startsWith('pepr-');
    const list = { apiVersion: 'pepr.dev/v1', kind: 'PeprStoreList', metadata: { resourceVersion: '1' } };
    response.end(JSON.stringify(isOne ? store(name) : { ...list, items: [store(name)] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

const store = (name: string) => ({
  apiVersion: 'pepr.dev/v1',
  kind: 'PeprStore',
  metadata: { name, namespace: 'pepr-system', resourceVersion: '1', uid: name, labels: { 'pepr.dev-cacheID': '1' } },
  data: {},
});
