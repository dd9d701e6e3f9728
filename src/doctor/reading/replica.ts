import { type Chain, readChain } from '../../certificates/trust/chain.ts';
import type { PodPort, PodProxy } from '../../cluster/pod-proxy.ts';
import { attempt } from '../../cluster-reading/attempt.ts';
import { readSamples, type Sample } from '../../cluster-reading/metrics-text.ts';
import { failed, type Reading, read } from '../../cluster-reading/reading.ts';
import { askPod, PROXY_RULE } from '../../cluster-reading/replicas.ts';

/** One pod of the webhook, as it describes itself. */
export interface Replica {
  readonly name: string;
  /** Why it is not ready, line by line; none where it is. */
  readonly problems: Reading<readonly string[]>;
  readonly metrics: Reading<readonly Sample[]>;
  /** The certificates that it shows to the API server. */
  readonly chain: Reading<Chain>;
}

export async function askReplica(proxy: PodProxy, place: PodPort): Promise<Replica> {
  const ask = <T>(path: string, take: (status: number, text: string) => Reading<T>): Promise<Reading<T>> =>
    attempt(`${path} of pod ${place.pod}`, PROXY_RULE, async () => {
      const { status, text } = await askPod(proxy, place, path);
      return take(status, text);
    });
  const [problems, metrics, chain] = await Promise.all([
    ask('/readyz', (status, text) => problemsIn(status, text, place.pod)),
    ask('/metrics', (status, text) =>
      status === 200 ? read(readSamples(text)) : failed(`/metrics of pod ${place.pod} answers ${status}`),
    ),
    ask('/certificate', (status, text) => chainIn(status, text, place.pod)),
  ]);
  return { name: place.pod, problems, metrics, chain };
}

function problemsIn(status: number, text: string, pod: string): Reading<readonly string[]> {
  if (status === 200) {
    return read([]);
  }
  const [first, ...problems] = text.split('\n').filter((line) => line !== '');
  return first === 'not ready' ? read(problems) : failed(`/readyz of pod ${pod} answers ${status}`);
}

function chainIn(status: number, text: string, pod: string): Reading<Chain> {
  if (status === 404) {
    return failed(`pod ${pod} is of a version that does not show its certificate`);
  }
  if (status !== 200) {
    return failed(`/certificate of pod ${pod} answers ${status}`);
  }
  try {
    return read(readChain(text));
  } catch (error) {
    return failed(`/certificate of pod ${pod} is none: ${(error as Error).message}`);
  }
}
