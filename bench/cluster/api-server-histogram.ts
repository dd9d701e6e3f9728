import { WEBHOOK_NAMES } from '../../src/registration/webhook-configuration.ts';
import { callOk } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';

/** The API server's calls to this project's webhook, from its own histogram. */
export class WebhookCalls {
  readonly count: number;
  readonly seconds: number;
  /** Calls that took at most so many seconds, by that number as it is written. */
  readonly atMost: ReadonlyMap<string, number>;

  constructor(count: number, seconds: number, atMost: ReadonlyMap<string, number>) {
    this.count = count;
    this.seconds = seconds;
    this.atMost = atMost;
  }

  since(before: WebhookCalls): WebhookCalls {
    const atMost = [...this.atMost].map(([limit, count]) => [limit, count - (before.atMost.get(limit) ?? 0)] as const);
    return new WebhookCalls(this.count - before.count, this.seconds - before.seconds, new Map(atMost));
  }

  meanMillis(): number {
    return (this.seconds / this.count) * 1000;
  }

  /** Part of the calls that took at most so many seconds; the histogram has 0.005, 0.025, 0.1, 0.5 and more. */
  share(limit: string): number {
    return (this.atMost.get(limit) ?? Number.NaN) / this.count;
  }
}

const LINE = new RegExp(
  `^apiserver_admission_webhook_admission_duration_seconds_(bucket|sum|count)\\{([^}]*name="${WEBHOOK_NAMES.byLabel}"[^}]*)\\} (\\S+)`,
  'gm',
);

/** Reads the histogram, as it is now. */
export async function webhookCalls(cluster: Cluster): Promise<WebhookCalls> {
  const { body } = await callOk(cluster.kubeConfig, 'GET', '/metrics');
  let count = 0;
  let seconds = 0;
  const atMost = new Map<string, number>();
  for (const [, part, labels = '', value] of String(body).matchAll(LINE)) {
    if (part === 'count') count += Number(value);
    else if (part === 'sum') seconds += Number(value);
    else {
      const limit = labels.match(/le="([^"]+)"/)?.[1] ?? '';
      atMost.set(limit, (atMost.get(limit) ?? 0) + Number(value));
    }
  }
  return new WebhookCalls(count, seconds, atMost);
}
