import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

/**
 * Answers every request over HTTPS with Node alone. Certificate, key and port are the command line's, as for every peer.
 *
 * @param {(body: string) => string} answer makes the answer's body of the request's
 */
export function serve(answer) {
  const [certificate = '', key = '', port = ''] = process.argv.slice(2);
  createServer(
    { cert: readFileSync(certificate), key: readFileSync(key), minVersion: 'TLSv1.3', keepAliveTimeout: 120_000 },
    (request, response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const body = answer(Buffer.concat(chunks).toString());
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
        response.end(body);
      });
    },
  ).listen(Number(port), '127.0.0.1');
}
