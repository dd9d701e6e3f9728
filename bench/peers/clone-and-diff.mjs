import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import jsonPatch from 'fast-json-patch';
import { route } from './route.mjs';

/** The usual way to write such a webhook: change a copy of the pod, and have the difference computed. */
const [certificate = '', key = '', port = ''] = process.argv.slice(2);

createServer(
  { cert: readFileSync(certificate), key: readFileSync(key), minVersion: 'TLSv1.3', keepAliveTimeout: 120_000 },
  (request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { request: review } = JSON.parse(Buffer.concat(chunks).toString());
      const changed = structuredClone(review.object);
      route(changed);
      const patch = Buffer.from(JSON.stringify(jsonPatch.compare(review.object, changed))).toString('base64');
      const answer = JSON.stringify({
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        response: { uid: review.uid, allowed: true, patchType: 'JSONPatch', patch },
      });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
      response.end(answer);
    });
  },
).listen(Number(port), '127.0.0.1');
