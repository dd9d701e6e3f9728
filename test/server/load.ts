import type { HttpsClient } from './https-client.ts';
import { reviewOf } from './reviews.ts';

/** Sends reviews over as many connections as the API server keeps, one after the other on each, until told to stop. */
export class Load {
  readonly failures: string[] = [];
  answered = 0;
  /** Answers that asked for the connection to be closed. */
  farewells = 0;
  readonly serials = new Set<string | undefined>();
  readonly #client: HttpsClient;
  readonly #workers: Promise<void>[];
  #stopped = false;
  #wake: (() => void)[] = [];

  constructor(client: HttpsClient, connections = 25) {
    this.#client = client;
    this.#workers = Array.from({ length: connections }, (_, worker) => this.#work(worker));
  }

  /** Resolves when the condition holds after some answer, or when a request has failed. */
  async until(condition: (load: this) => boolean): Promise<void> {
    while (!condition(this) && this.failures.length === 0) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#workers);
  }

  async #work(worker: number): Promise<void> {
    for (let number = 0; !this.#stopped; number += 1) {
      const uid = `${worker}-${number}`;
      try {
        const { status, text, headers, serverSerial } = await this.#client.send({ body: reviewOf({ uid }) });
        const isAnswer = status === 200 && text.includes(`"uid":"${uid}"`) && text.includes('"patchType":"JSONPatch"');
        if (!isAnswer) {
          this.failures.push(`${uid}: ${status} ${text.slice(0, 200)}`);
        }
        this.farewells += headers.connection === 'close' ? 1 : 0;
        this.serials.add(serverSerial);
      } catch (error) {
        this.failures.push(`${uid}: ${(error as Error).message}`);
      }
      this.answered += 1;
      for (const wake of this.#wake.splice(0)) {
        wake();
      }
    }
  }
}
