import { SurroundingsStore } from '../../../src/surroundings/store.ts';
import { reviewOf } from '../../server/reviews.ts';
import { AnsweringServer, type Connection } from '../answering-server.ts';
import { Finding, type FuzzTarget } from '../fuzz-target.ts';
import { PLACED_PODS } from '../input/golden-pods.ts';
import { USUAL } from '../input/settings-variants.ts';
import { checkTwice } from '../laws/admitted-twice.ts';

const { pod, namespace } = PLACED_PODS[0] as (typeof PLACED_PODS)[0];

/** As an API server that traces sends it. */
const TRACEPARENT = 'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n';

const honest = Buffer.from(JSON.stringify(reviewOf({ object: pod, namespace })));

/** Once in so many inputs a review is sent on another connection: whoever sends rubbish must harm nobody else. */
const HONEST_EVERY = 16;

/** All that may stand on the first line of an answer. */
const STATUSES: ReadonlySet<number> = new Set([200, 400, 404, 405, 408, 413, 415, 417, 431, 503]);

/** Everything that is sent over one connection after the handshake, well-formed HTTP or not. */
export const connections: FuzzTarget = {
  name: 'connections',
  about: 'all bytes of a connection after the TLS handshake',
  maxBytes: 4 * 1024,
  isSync: false,
  words: [
    ...[
      'POST ',
      'GET ',
      'OPTIONS ',
      'CONNECT ',
      'PRI * HTTP/2.0',
      '/mutate',
      '?timeout=',
      '3s',
      ' HTTP/1.1\r\n',
      '\r\n',
    ],
    ...['Host: a\r\n', 'Content-Type: application/json\r\n', 'Content-Length: ', 'Transfer-Encoding: chunked\r\n'],
    ...[
      'Expect: 100-continue\r\n',
      'Upgrade: h2c\r\n',
      'Connection: close\r\n',
      'Connection: upgrade\r\n',
      TRACEPARENT,
    ],
    ...['Content-Encoding: gzip\r\n', '0\r\n\r\n', 'ffffffff', '-1', '%zz', '..', ';charset=utf-8', '1h', '1e9s', 'µs'],
  ],
  seeds: () =>
    [
      `POST /mutate?timeout=3s HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
      `POST /mutate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      `GET /mutate HTTP/1.1\r\nHost: a\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`,
      `OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n`,
      `HEAD /mutate%2f.. HTTP/1.0\r\n\r\n`,
      `PUT /mutate?timeout=1m30s HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx`,
      `POST /mutate?timeout=5s HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${TRACEPARENT}Content-Length: ${honest.length}\r\n\r\n${honest}`,
    ].map((text) => Buffer.from(text)),
  async open() {
    const server = await AnsweringServer.start(USUAL, new SurroundingsStore(USUAL.decision));
    let inputs = 0;
    return async (input) => {
      const connection = server.connect();
      const received = await connection.deliver(input);
      connection.close();
      checkAnswers(received);
      inputs += 1;
      if (inputs % HONEST_EVERY === 0) {
        await checkTwice(server, honest, USUAL);
      }
    };
  },
};

type Received = Awaited<ReturnType<Connection['deliver']>>;

function checkAnswers(received: Received): void {
  for (const { status, headers, body } of received) {
    if (status === 100) {
      continue;
    }
    if (!STATUSES.has(status) || headers.has('retry-after')) {
      throw new Finding(`status ${status}, ${JSON.stringify([...headers])}: ${body}`);
    }
    if (body !== '') {
      JSON.parse(body);
    }
  }
}
