import type { Socket } from 'node:net';

/** One open connection, and what its caller has shown of itself. */
export interface Connection {
  /** The other side's address. Everybody behind one translation of addresses has the same. */
  readonly address: string;
  readonly openedAt: number;
  readonly socket: Socket;
  /** False until the TLS handshake is through. */
  isOpen: boolean;
  /**
   * Whether the caller has shown to be the API server: by a certificate of `clientCaFile` or, without that setting, by a
   * valid review on this connection. The latter is a hurdle and no proof, since whoever reads the documentation can
   * write a review.
   */
  isKnown: boolean;
  /** Requests that have arrived here and are not answered yet. */
  underWay: number;
  /** When the last request was answered; for one that never had a request, when it was opened. */
  usedAt: number;
}
