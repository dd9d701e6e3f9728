import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';

/** A connection to which a test writes whatever it likes, and that gathers what comes back until the other side ends. */
export class RawConnection {
  readonly #socket: Socket;
  /** Everything that was received; settles when the connection ends. */
  readonly received: Promise<string>;

  constructor(socket: Socket) {
    this.#socket = socket;
    let text = '';
    this.received = new Promise((resolve) => {
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
    });
  }

  static tcp(port: number): RawConnection {
    return new RawConnection(connectTcp(port, '127.0.0.1'));
  }

  static async tls(port: number, options: ConnectionOptions = {}): Promise<RawConnection> {
    return new RawConnection(await handshake(port, options));
  }

  write(data: string | Buffer): this {
    this.#socket.write(data);
    return this;
  }

  /** Says that nothing more will come, and still listens. */
  end(): this {
    this.#socket.end();
    return this;
  }
}

/** Resolves with a connection that is ready, rejects with the reason why there is none. */
export function handshake(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // What is tested here is not trust.
    const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
  });
}
