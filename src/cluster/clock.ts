/** Answers have whole seconds and were under way; differences below this say nothing. */
const INSIGNIFICANT_MILLIS = 5000;

/**
 * The time as the API server has it. What is signed here is judged by its clock, and this machine's may be wrong, or
 * jump: every answer says what time it is there.
 */
export class ApiServerClock {
  readonly #local: () => Date;
  #aheadMillis = 0;

  constructor(local: () => Date = () => new Date()) {
    this.#local = local;
  }

  /** @param date the header `Date` of an answer that came just now */
  heard(date: string | undefined): void {
    const there = Date.parse(date ?? '');
    if (!Number.isNaN(there)) {
      const ahead = there - this.#local().getTime();
      this.#aheadMillis = Math.abs(ahead) < INSIGNIFICANT_MILLIS ? 0 : ahead;
    }
  }

  readonly now = (): Date => new Date(this.#local().getTime() + this.#aheadMillis);
}
