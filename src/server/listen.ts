import { type AddressInfo, isIPv6, type Server } from 'node:net';

/** What is needed of a fastify instance, whichever kind of server it belongs to. */
interface Listener {
  readonly server: Server;
  listen(options: { readonly host: string; readonly port: number }): Promise<string>;
}

/** A setting that says where to listen cannot be followed on this machine; the message says what to change. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** The settings that an address and its port come from. */
export type PortSetting = 'httpsPort' | 'healthPort';

/** All addresses, IPv4 and IPv6, and what is left of them on a machine without IPv6. */
const EVERY_ADDRESS = '::';
const EVERY_IPV4_ADDRESS = '0.0.0.0';

const NO_IPV6: ReadonlySet<string | undefined> = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL']);

/**
 * Listens, and returns the address with the port that was really taken.
 *
 * @throws ListenError where the operating system does not let us
 */
export async function listen(
  listener: Listener,
  host: string,
  port: number,
  setting: PortSetting,
): Promise<AddressInfo> {
  try {
    await listenOrFallBack(listener, host, port);
  } catch (error) {
    throw explain(error, host, port, setting);
  }
  return listener.server.address() as AddressInfo;
}

async function listenOrFallBack(listener: Listener, host: string, port: number): Promise<void> {
  try {
    await listener.listen({ host, port });
  } catch (error) {
    if (host !== EVERY_ADDRESS || !NO_IPV6.has((error as NodeJS.ErrnoException).code)) {
      throw error;
    }
    await listener.listen({ host: EVERY_IPV4_ADDRESS, port });
  }
}

/** One sentence for what a person can put right; anything else stays what it is. */
function explain(error: unknown, host: string, port: number, setting: PortSetting): unknown {
  const where = `cannot listen on ${isIPv6(host) ? `[${host}]` : host}:${port}`;
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'EADDRINUSE':
      return new ListenError(
        `setting ${setting}: ${where}, because it is taken already; end the program that has it, or choose another port`,
      );
    case 'EACCES':
    case 'EPERM':
      return new ListenError(
        `setting ${setting}: ${where}, because this user may not; choose a port above 1023, or allow the container NET_BIND_SERVICE`,
      );
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return new ListenError(
        `setting address: ${where}, because this machine has no such address; write one of its own, :: for all, or 127.0.0.1`,
      );
    default:
      return error;
  }
}
