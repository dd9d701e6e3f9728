import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** Something on the way to the API server that can go deaf without a word, as a load balancer or a dead node does. */
export interface StallingProxy {
  port: number;
  /** From now on nothing gets through, old connections and new ones alike; none is closed. */
  stall(): void;
  /** New connections get through again; the old ones never do. */
  resume(): void;
  /** Closes every connection. */
  cut(): void;
  close(): void;
}

/** Listens on a free port of loopback and passes everything on to another. */
export async function startStallingProxy(target: number): Promise<StallingProxy> {
  let stalled = false;
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((inner) => {
    const outer = connect(target, '127.0.0.1');
    const pair = [inner, outer] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [outer, inner]] as const) {
      from.on('data', (chunk) => !stalled && to.write(chunk));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
    }
    if (stalled) deafen(pair);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    stall() {
      stalled = true;
      for (const pair of pairs) deafen(pair);
    },
    resume() {
      stalled = false;
    },
    cut,
    close() {
      cut();
      server.close();
    },
  };
}

function deafen(pair: readonly [Socket, Socket]): void {
  for (const socket of pair) {
    socket.removeAllListeners('data');
    socket.pause();
  }
}
