import { GO_PEERS } from './go-peers.ts';
import { NODE_PEERS } from './node-peers.ts';
import { OURS } from './ours.ts';
import { PEPR } from './pepr.ts';
import { SERVER_IDS, type Server, type ServerId } from './server.ts';

const ALL: readonly Server[] = [...NODE_PEERS, ...OURS, ...GO_PEERS, PEPR];

/** Every server that can take part, in the order of the page's table. */
export const SERVERS: readonly Server[] = SERVER_IDS.map(serverById);

/** The server of that name. */
export function serverById(id: ServerId): Server {
  const found = ALL.find((each) => each.id === id);
  if (found === undefined) {
    throw new Error(`no server is called ${id}`);
  }
  return found;
}
