import { callOk } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';

/** How long an API server waited for a webhook. */
export interface CallSummary {
  readonly count: number;
  readonly meanMillis: number;
  /** Parts of the calls. The histogram has no finer limits. */
  readonly within5Millis: number;
  readonly within25Millis: number;
}

/** An API server's calls to one webhook so far, from its own histogram. */
export class WebhookCalls {
  readonly #count: number;
  readonly #seconds: number;
  /** Calls that took at most so many seconds, by that number as it is written. */
  readonly #atMost: ReadonlyMap<string, number>;

  constructor(count: number, seconds: number, atMost: ReadonlyMap<string, number>) {
    this.#count = count;
    this.#seconds = seconds;
    this.#atMost = atMost;
  }

  /** The calls since an earlier look; since the beginning, where there was none. */
  since(before: WebhookCalls = new WebhookCalls(0, 0, new Map())): CallSummary {
    const count = this.#count - before.#count;
    const seconds = this.#seconds - before.#seconds;
    const share = (limit: string): number =>
      ((this.#atMost.get(limit) ?? 0) - (before.#atMost.get(limit) ?? 0)) / count;
    return {
      count,
      meanMillis: (seconds / count) * 1000,
      within5Millis: share('0.005'),
      within25Millis: share('0.025'),
    };
  }
}

/** Reads the histogram of a webhook, as it is now. */
export async function webhookCalls(cluster: Cluster, webhookName: string): Promise<WebhookCalls> {
  const { body } = await callOk(cluster.kubeConfig, 'GET', '/metrics');
  return readHistogram(String(body), webhookName);
}

/** Finds the histogram in the API server's metrics; it has a series for each kind of request. */
export function readHistogram(metrics: string, webhookName: string): WebhookCalls {
  const line = new RegExp(
    `^apiserver_admission_webhook_admission_duration_seconds_(bucket|sum|count)\\{([^}]*name="${webhookName}"[^}]*)\\} (\\S+)`,
    'gm',
  );
  let count = 0;
  let seconds = 0;
  const atMost = new Map<string, number>();
  for (const [, part, labels = '', value] of metrics.matchAll(line)) {
    if (part === 'count') count += Number(value);
    else if (part === 'sum') seconds += Number(value);
    else {
      const limit = labels.match(/le="([^"]+)"/)?.[1] ?? '';
      atMost.set(limit, (atMost.get(limit) ?? 0) + Number(value));
    }
  }
  return new WebhookCalls(count, seconds, atMost);
}
