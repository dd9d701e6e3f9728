import { connect, type TLSSocket } from 'node:tls';

/** Where requests go, and what is sent each time. */
export interface Target {
  readonly port: number;
  readonly ca: string;
  readonly request: Buffer;
}

/** A request as the API server writes it: HTTP/1.1, kept alive, with the time it is going to wait. */
export function requestBytes(body: string): Buffer {
  const head = [
    'POST /mutate?timeout=3s HTTP/1.1',
    'Host: gpu-fraction-webhook.gpu-fraction-webhook.svc:443',
    'User-Agent: kube-apiserver-admission',
    'Accept: application/json, */*',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Accept-Encoding: gzip',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * One kept-alive connection that sends the same bytes again and again. Hand-made, because a general client would cost
 * more than the servers that are measured.
 */
export class Connection {
  readonly #target: Target;
  #socket: TLSSocket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #done: ((status: number) => void) | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const socket = connect({
        host: '127.0.0.1',
        port: this.#target.port,
        ca: this.#target.ca,
        servername: 'localhost',
        ALPNProtocols: ['http/1.1'],
      });
      socket.setNoDelay(true);
      socket.once('secureConnect', resolve);
      socket.once('error', (error) => {
        reject(error);
        this.#finish(0);
      });
      socket.once('close', () => this.#finish(0));
      socket.on('data', (chunk: Buffer) => this.#receive(chunk));
      this.#socket = socket;
    });
  }

  /** Sends one request; the status is 0 where the connection broke. */
  send(done: (status: number) => void): void {
    if (this.#socket === undefined || this.#socket.destroyed) {
      // The server has closed it while it was idle.
      void this.open().then(() => done(0));
      return;
    }
    this.#done = done;
    this.#socket.write(this.#target.request);
  }

  close(): void {
    this.#socket?.removeAllListeners('close');
    this.#socket?.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf(END_OF_HEAD);
    if (end < 0) {
      return;
    }
    const head = this.#received.toString('latin1', 0, end).toLowerCase();
    const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? Number.NaN);
    if (this.#received.length < end + END_OF_HEAD.length + length) {
      return;
    }
    this.#received = Buffer.alloc(0);
    const status = Number(head.slice('http/1.1 '.length, 'http/1.1 '.length + 3));
    if (!/\r\nconnection: close/.test(head)) {
      this.#finish(status);
      return;
    }
    // The server recycles connections; the API server would open the next one, and so do we.
    this.close();
    void this.open().then(() => this.#finish(status));
  }

  #finish(status: number): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(status);
  }
}

export async function openConnections(target: Target, count: number): Promise<readonly Connection[]> {
  const connections = Array.from({ length: count }, () => new Connection(target));
  await Promise.all(connections.map((connection) => connection.open()));
  return connections;
}
