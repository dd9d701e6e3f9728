import { asApiError } from '../cluster/api-error.ts';
import { ruleOf } from '../cluster/permissions.ts';
import type { PodPort, PodProxy } from '../cluster/pod-proxy.ts';
import type { ObjectReader } from '../cluster-reading/object-reader.ts';
import { WEBHOOK_LABELS } from '../cluster-reading/release.ts';
import { askPod, findReplicas, PROXY_RULE } from '../cluster-reading/replicas.ts';
import { PROGRAM } from '../decision/vocabulary.ts';
import { countDecisions } from '../namespace-report/decisions-metric.ts';
import { plainCounts, type ReplicaCounts } from '../namespace-report/report.ts';
import type { Settings } from '../settings/settings.ts';

/** What the replicas have counted, read through the API server as `kubectl get --raw` would. */
export async function readReplicaCounts(
  reader: ObjectReader,
  proxy: PodProxy,
  { server }: Settings,
): Promise<ReplicaCounts> {
  const namespace = server.releaseNamespace ?? PROGRAM;
  const found = await findReplicas(reader, namespace, WEBHOOK_LABELS);
  if (found.kind !== 'read') {
    return unknown(
      `you may not list the replicas: ask for the rule ${ruleOf({ verb: 'list', group: '', resource: 'pods' })} in namespace ${namespace}`,
    );
  }
  const replicas = found.value;
  if (replicas.length === 0) {
    return unknown(`no replica runs in namespace ${namespace}`);
  }
  const answers = await Promise.all(
    replicas.map(({ name }) => metricsOf(proxy, { namespace, pod: name, port: server.healthPort })),
  );
  const expositions = answers.flatMap((answer) => ('text' in answer ? [answer.text] : []));
  return expositions.length === 0
    ? unknown(answers.flatMap((answer) => ('why' in answer ? [answer.why] : []))[0] ?? 'none answers')
    : {
        kind: 'counted',
        replicas: replicas.length,
        silent: replicas.length - expositions.length,
        decisions: plainCounts(countDecisions(expositions)),
      };
}

async function metricsOf(
  proxy: PodProxy,
  place: PodPort,
): Promise<{ readonly text: string } | { readonly why: string }> {
  try {
    const { status, text } = await askPod(proxy, place, '/metrics');
    return status === 200 ? { text } : { why: `pod ${place.pod} answers ${status}` };
  } catch (error) {
    const { problem, message } = asApiError(error);
    return {
      why:
        problem === 'forbidden'
          ? `you may not read their metrics: ask for the rule ${ruleOf(PROXY_RULE)} in namespace ${place.namespace}`
          : `pod ${place.pod} does not answer: ${message}`,
    };
  }
}

const unknown = (why: string): ReplicaCounts => ({ kind: 'unknown', why });
