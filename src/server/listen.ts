import type { AddressInfo, Server } from 'node:net';

/** What is needed of a fastify instance, whichever kind of server it belongs to. */
interface Listener {
  readonly server: Server;
  listen(options: { readonly host: string; readonly port: number }): Promise<string>;
}

/** All addresses, IPv4 and IPv6, and what is left of them on a machine without IPv6. */
const EVERY_ADDRESS = '::';
const EVERY_IPV4_ADDRESS = '0.0.0.0';

const NO_IPV6: ReadonlySet<string | undefined> = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL']);

/** Listens, and returns the address with the port that was really taken. */
export async function listen(listener: Listener, host: string, port: number): Promise<AddressInfo> {
  try {
    await listener.listen({ host, port });
  } catch (error) {
    if (host !== EVERY_ADDRESS || !NO_IPV6.has((error as NodeJS.ErrnoException).code)) {
      throw error;
    }
    await listener.listen({ host: EVERY_IPV4_ADDRESS, port });
  }
  return listener.server.address() as AddressInfo;
}
