import type { Log } from '../../telemetry/log.ts';

/** What can be ended without failing a request. */
interface Drainable {
  drain(lameDuckSeconds?: number): Promise<void>;
}

const IMPATIENT_EXIT_CODE = 1;

/**
 * Waits for SIGTERM, which a cluster sends, or SIGINT, which a person at a terminal does, and ends the server. A
 * second signal ends the process at once, whatever is still going on.
 */
export async function drainOnSignal(server: Drainable, log: Log): Promise<void> {
  const signal = await nextSignal();
  log.info({ signal }, 'ending');
  void nextSignal().then(() => {
    log.warn('ended at once by a second signal');
    log.flush();
    process.exit(IMPATIENT_EXIT_CODE);
  });
  // Nobody routes requests to a terminal, so there a person need not wait for the cluster to forget us.
  await (signal === 'SIGINT' ? server.drain(0) : server.drain());
}

type Signal = 'SIGTERM' | 'SIGINT';

function nextSignal(): Promise<Signal> {
  return new Promise((resolve) => {
    const take = (signal: Signal): void => {
      process.off('SIGTERM', take).off('SIGINT', take);
      resolve(signal);
    };
    process.on('SIGTERM', take).on('SIGINT', take);
  });
}
