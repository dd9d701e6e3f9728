/** How often the clock is looked at. One long timer would sleep on when the machine has slept. */
export const LOOK_MILLIS = 1000;

export interface PolledWork {
  /** Must not fail. */
  act(): Promise<void>;
  /** Whether there is something to do before the next poll. */
  isDue(): boolean;
  /** How long to wait for the next poll, asked when one is over. */
  pauseMillis(): number;
  readonly lookMillis: number;
  readonly now: () => Date;
}

/** Does some work now and then by the wall clock, which goes on while a machine sleeps. */
export class Polling {
  readonly #work: PolledWork;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #polledAt: Date | undefined;
  #pauseMillis = 0;

  constructor(work: PolledWork) {
    this.#work = work;
  }

  /** Resolves after the first time. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.look(), this.#work.lookMillis).unref();
    await this.look();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Does what is due by the clock. Never fails, and never runs twice at a time. */
  look(): Promise<void> {
    if (!this.#isPollDue() && !this.#work.isDue()) {
      return Promise.resolve();
    }
    this.#looking ??= this.#act().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #act(): Promise<void> {
    this.#polledAt = this.#work.now();
    await this.#work.act();
    // The clock may have been corrected by what was heard meanwhile.
    this.#polledAt = this.#work.now();
    // Replicas that started together do not go on asking together.
    this.#pauseMillis = this.#work.pauseMillis() * (0.75 + Math.random() / 2);
  }

  #isPollDue(): boolean {
    const elapsed = this.#work.now().getTime() - (this.#polledAt?.getTime() ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back must not put off the next poll.
    return elapsed < 0 || elapsed >= this.#pauseMillis;
  }
}
