import type { Review } from './admission-review.ts';
import type { WebhookClient } from './webhook-client.ts';

/** Round trips of one request after another, in milliseconds. */
export interface Latencies {
  readonly count: number;
  readonly median: number;
  readonly p99: number;
}

/** Sends all reviews several times over and measures each, from the request's first byte to the answer's last. */
export async function measure(client: WebhookClient, reviews: readonly Review[], rounds: number): Promise<Latencies> {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const review of reviews) {
      const start = performance.now();
      await client.ask(review);
      taken.push(performance.now() - start);
    }
  }
  taken.sort((a, b) => a - b);
  const at = (share: number): number => taken[Math.floor((taken.length - 1) * share)] ?? 0;
  return { count: taken.length, median: at(0.5), p99: at(0.99) };
}
