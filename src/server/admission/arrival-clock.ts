/**
 * Tells when requests arrived, which is earlier than when the program gets to them. The operating system hands over
 * everything that arrived during one turn of the event loop at once; the requests are then worked off one by one. So
 * all requests of a turn were there when the first of them was looked at, and the time that a later one spent waiting
 * for an earlier one counts.
 */
export class ArrivalClock {
  readonly #now: () => number;
  #turnBegan: number | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  now(): number {
    return this.#now();
  }

  /** When the request whose headers have just been read must have been there. */
  arrived(): number {
    if (this.#turnBegan === undefined) {
      this.#turnBegan = this.#now();
      // Runs right after the phase of the event loop in which arrived data is handled.
      setImmediate(this.#endTurn);
    }
    return this.#turnBegan;
  }

  readonly #endTurn = (): void => {
    this.#turnBegan = undefined;
  };
}
