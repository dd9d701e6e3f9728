import { Duplex } from 'node:stream';
import { DevCertificateSource } from '../../src/certificates/dev.ts';
import type { Surroundings } from '../../src/decision/known/surroundings.ts';
import { ArrivalClock } from '../../src/server/admission/arrival-clock.ts';
import { admissionListener } from '../../src/server/admission/listener.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { openLog } from '../../src/telemetry/log.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';

/** An answer as it came over the connection. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * The program's own HTTPS port, in this process and without a network: what is written to a connection goes to Node.js's
 * HTTP parser and on from there as after a TLS handshake, and what comes back is read byte by byte from the other end.
 */
export class AnsweringServer {
  readonly #app;
  #connection: Connection | undefined;
  #peers = 0;

  private constructor(app: ReturnType<typeof admissionListener>['app']) {
    this.#app = app;
  }

  static async start(settings: Settings, surroundings: Surroundings): Promise<AnsweringServer> {
    const observer = { loaded: () => undefined, rejected: () => undefined, listenerFailed: () => undefined };
    const certificates = new DevCertificateSource(observer);
    await certificates.start();
    const { app } = admissionListener({
      settings,
      surroundings,
      certificates,
      telemetry: {
        // Lines are made, and go nowhere.
        log: openLog('debug', { destination: { write: () => undefined } }),
        metrics: new Metrics('fuzz'),
      },
      clock: new ArrivalClock(),
      isDraining: () => false,
    });
    await app.ready();
    return new AnsweringServer(app);
  }

  /** Sends a body as the API server does, over a connection that is kept. */
  async post(body: Uint8Array): Promise<HttpAnswer> {
    if (this.#connection === undefined || this.#connection.isClosed) {
      this.#connection = this.connect();
    }
    const head = [
      'POST /mutate?timeout=30s HTTP/1.1',
      'Host: webhook',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    return this.#connection.exchange(`${head.join('\r\n')}\r\n\r\n`, body);
  }

  connect(): Connection {
    this.#peers = (this.#peers + 1) % 65_536;
    // The TCP connection says nothing here: what is on it is the TLS connection's.
    const [tcp, tls] = [new Peer(this.#peers), new Peer(this.#peers)];
    tls.once('close', () => tcp.destroy());
    const { server } = this.#app;
    server.emit('connection', tcp);
    server.emit('secureConnection', tls);
    return new Connection(tls);
  }
}

/** What the server asks a socket for, beside a stream. */
class Peer extends Duplex {
  readonly remoteAddress = '192.0.2.1';
  readonly remotePort: number;
  readonly authorized = false;
  /** What the server writes. */
  onWritten: (bytes: Buffer) => void = () => undefined;

  constructor(remotePort: number) {
    super({ allowHalfOpen: true });
    this.remotePort = remotePort;
  }

  override _read(): void {
    // Bytes are pushed when there are some.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.onWritten(chunk);
    done();
  }

  setTimeout(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** The client's end of one connection. */
export class Connection {
  readonly #far: Peer;
  #received = '';
  #wake: () => void = () => undefined;

  constructor(far: Peer) {
    this.#far = far;
    far.onWritten = (bytes) => {
      this.#received += bytes.toString('latin1');
      this.#wake();
    };
    far.once('close', () => this.#wake());
  }

  get isClosed(): boolean {
    return this.#far.destroyed || this.#far.writableEnded;
  }

  close(): void {
    this.#far.destroy();
  }

  /** Sends one request and waits for its answer. */
  async exchange(head: string, body: Uint8Array): Promise<HttpAnswer> {
    this.#far.push(Buffer.from(head));
    this.#far.push(body);
    for (;;) {
      const answer = this.#take();
      if (answer !== undefined) {
        return answer;
      }
      if (this.isClosed) {
        throw new Error('the connection was closed without an answer');
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Sends bytes, whatever they are, and answers what has come back when the server has nothing left to do. */
  async deliver(bytes: Uint8Array): Promise<readonly HttpAnswer[]> {
    this.#far.push(bytes);
    // What has arrived is worked off in this turn of the event loop, and what that has put off in the next.
    await nextTurn();
    await nextTurn();
    const answers: HttpAnswer[] = [];
    for (let answer = this.#take(true); answer !== undefined; answer = this.#take(true)) {
      answers.push(answer);
    }
    if (this.#received !== '') {
      throw new Error(`this is no answer: ${JSON.stringify(this.#received)}`);
    }
    return answers;
  }

  /** @param isAll whether no more will come */
  #take(isAll = false): HttpAnswer | undefined {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) {
      return undefined;
    }
    const [first = '', ...lines] = this.#received.slice(0, end).split('\r\n');
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
    );
    const begin = end + 4;
    // The answer to HEAD has the length of a body, and no body; all others are JSON.
    const hasBody = this.#received[begin] === '{' || (this.#received.length === begin && !isAll);
    const isEmptyChunked =
      headers.get('transfer-encoding') === 'chunked' && this.#received.startsWith(NO_CHUNKS, begin);
    const length = hasBody ? Number(headers.get('content-length') ?? 0) : isEmptyChunked ? NO_CHUNKS.length : 0;
    if (this.#received.length < begin + length && !isAll) {
      return undefined;
    }
    const body = isEmptyChunked
      ? ''
      : Buffer.from(this.#received.slice(begin, begin + length), 'latin1').toString('utf8');
    this.#received = this.#received.slice(begin + length);
    return { status: Number(first.split(' ')[1]), headers, body };
  }
}

/** The body of the answers that Node.js gives by itself, such as 417. */
const NO_CHUNKS = '0\r\n\r\n';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
