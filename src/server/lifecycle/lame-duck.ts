import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long requests that are being answered may take once nobody is let in any more. With the lame-duck time before it,
 * this has to fit into the pod's `terminationGracePeriodSeconds`.
 */
const CLOSE_SECONDS = 5;

export interface Farewell {
  /** Stops listening; resolves when the last request is answered. */
  close(): Promise<void>;
  /** Breaks the connections that are still there. */
  abandon(): void;
}

/**
 * Leaves without a failed request. The cluster goes on sending requests for seconds after a pod was told to end, over
 * connections that are open and over new ones; so first only readiness changes, and each answer asks its client to
 * come back on another connection, which will lead elsewhere. Idle connections are left alone in this time: closing
 * one can meet a request that is on its way. Only then the listener is closed.
 */
export class LameDuck {
  #drained: Promise<void> | undefined;
  readonly #hurry = new AbortController();

  readonly isDraining = (): boolean => this.#drained !== undefined;

  /** Begins the farewell, or joins the one that has begun; one of 0 s ends the waiting of an earlier one. */
  drain(lameDuckSeconds: number, farewell: Farewell): Promise<void> {
    this.#drained ??= this.#drain(lameDuckSeconds, farewell);
    if (lameDuckSeconds === 0) {
      this.#hurry.abort();
    }
    return this.#drained;
  }

  async #drain(lameDuckSeconds: number, farewell: Farewell): Promise<void> {
    await sleep(lameDuckSeconds * 1000, undefined, { signal: this.#hurry.signal }).catch(() => undefined);
    const deadline = new AbortController();
    const tooLong = sleep(CLOSE_SECONDS * 1000, undefined, { signal: deadline.signal }).then(
      () => farewell.abandon(),
      () => undefined,
    );
    await Promise.race([farewell.close(), tooLong]);
    deadline.abort();
  }
}
