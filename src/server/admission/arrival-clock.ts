/**
 * Tells when requests arrived, which is earlier than when the program gets to them. The operating system hands over
 * everything that arrived during one turn of the event loop at once; the requests are then worked off one by one. So
 * all requests of a turn were there when the first of them was looked at, and the time that a later one spent waiting
 * for an earlier one counts.
 */
export class ArrivalClock {
  readonly #now: () => number;
  #turn = Number.NaN;
  #turnBegan = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  now(): number {
    return this.#now();
  }

  /** When the request whose headers have just been read must have been there. */
  arrived(): number {
    // The loop's own count: a callback at the end of the turn would cost each lonely request a turn more.
    const turn = performance.nodeTiming.uvMetricsInfo.loopCount;
    if (turn !== this.#turn) {
      this.#turn = turn;
      this.#turnBegan = this.#now();
    }
    return this.#turnBegan;
  }
}
