import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A registry on this machine, to which Docker speaks plain HTTP. */
export interface Registry {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * The calls of the OCI distribution protocol that a push and a look at the result need. The variable GFW_REGISTRY names
 * a real one instead, as 127.0.0.1:5000.
 */
export async function startRegistry(): Promise<Registry> {
  const real = process.env['GFW_REGISTRY'];
  if (real) {
    return { address: real, stop: async () => undefined };
  }
  const content = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
  const uploads = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    void answer(request, response, content, uploads);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  content: Map<string, { readonly type: string; readonly bytes: Buffer }>,
  uploads: Map<string, Buffer>,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://registry');
  const bytes = await buffer(request);
  const end = (code: number, headers: Record<string, string | number> = {}, body?: Buffer): void => {
    response.writeHead(code, { 'docker-distribution-api-version': 'registry/2.0', ...headers });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  const [, name = '', kind = '', reference = ''] =
    /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs)\/(.*)$/.exec(url.pathname) ?? [];
  const key = `${name}/${kind}/${reference}`;
  const method = request.method ?? '';
  if (url.pathname === '/v2/') {
    end(200);
  } else if (kind === 'blobs/uploads') {
    const id = reference || randomUUID();
    const location = `/v2/${name}/blobs/uploads/${id}`;
    const whole = Buffer.concat([uploads.get(id) ?? Buffer.alloc(0), bytes]);
    if (method === 'PUT') {
      uploads.delete(id);
      content.set(`${name}/blobs/${digestOf(whole)}`, { type: 'application/octet-stream', bytes: whole });
      const isWhole = url.searchParams.get('digest') === digestOf(whole);
      end(isWhole ? 201 : 400, { location: `/v2/${name}/blobs/${digestOf(whole)}` });
    } else {
      uploads.set(id, whole);
      end(202, { location, range: `0-${Math.max(whole.length - 1, 0)}`, 'docker-upload-uuid': id });
    }
  } else if (method === 'PUT' && kind === 'manifests') {
    const type = request.headers['content-type'] ?? '';
    const digest = digestOf(bytes);
    for (const by of [reference, digest]) {
      content.set(`${name}/manifests/${by}`, { type, bytes });
    }
    end(201, { 'docker-content-digest': digest });
  } else {
    const found = content.get(key);
    if (found === undefined) {
      end(404);
    } else {
      const { type, bytes: body } = found;
      end(200, { 'content-type': type, 'content-length': body.length, 'docker-content-digest': digestOf(body) }, body);
    }
  }
}
