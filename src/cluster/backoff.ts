/** Pauses that grow while something fails, never the same for two replicas: they would come back all at once. */
export class Backoff {
  readonly #first: number;
  readonly #most: number;
  readonly #random: () => number;
  #failures = 0;

  constructor(firstMillis: number, mostMillis: number, random: () => number = Math.random) {
    this.#first = firstMillis;
    this.#most = mostMillis;
    this.#random = random;
  }

  /** The next pause in milliseconds: twice the last one, and of that between a half and the whole. */
  next(): number {
    const whole = Math.min(this.#first * 2 ** this.#failures, this.#most);
    this.#failures = Math.min(this.#failures + 1, 30);
    return whole * (0.5 + this.#random() / 2);
  }

  reset(): void {
    this.#failures = 0;
  }
}

/** A time between `millis` and a fifth more, for things that every replica does now and then. */
export const spread = (millis: number, random: () => number = Math.random): number => millis * (1 + random() / 5);
