import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { CONSTANT_ANSWER } from './constant-answer.mjs';

/** The floor: what reading a review over HTTPS, parsing it and answering anything at all costs with Node alone. */
const [certificate = '', key = '', port = ''] = process.argv.slice(2);

createServer(
  { cert: readFileSync(certificate), key: readFileSync(key), minVersion: 'TLSv1.3', keepAliveTimeout: 120_000 },
  (request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString());
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': CONSTANT_ANSWER.length });
      response.end(CONSTANT_ANSWER);
    });
  },
).listen(Number(port), '127.0.0.1');
