/**
 * Barks when it was not fed for some time. A connection whose other end is gone without a word (a node that lost power,
 * a load balancer that forgot it) stays open and quiet for ever, and looks just like a cluster in which nothing happens.
 */
export class Watchdog {
  readonly #timer: NodeJS.Timeout;

  constructor(millis: number, bark: () => void) {
    this.#timer = setTimeout(bark, millis).unref();
  }

  feed(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
