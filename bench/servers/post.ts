import { request } from 'node:https';

/** Where a review goes. */
export interface PostTarget {
  readonly ca: string;
  readonly port: number;
  readonly path: string;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Sends one review over a connection of its own. */
export function post({ ca, port, path }: PostTarget, body: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    };
    const where = { host: '127.0.0.1', port, path, ca, servername: 'localhost' };
    const sent = request({ ...where, method: 'POST', headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
