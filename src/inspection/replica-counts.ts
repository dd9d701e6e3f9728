import * as z from 'zod';
import { asApiError } from '../cluster/api-error.ts';
import { ruleOf } from '../cluster/permissions.ts';
import type { PodPort, PodProxy } from '../cluster/pod-proxy.ts';
import { PROGRAM } from '../decision/vocabulary.ts';
import { countDecisions } from '../namespace-report/decisions-metric.ts';
import { plainCounts, type ReplicaCounts } from '../namespace-report/report.ts';
import type { Settings } from '../settings/settings.ts';
import type { ClusterReader } from './reader.ts';

/** Of the Deployment's pods, and not of the one that `helm test` leaves. */
const OF_REPLICAS = {
  labelSelector: `app.kubernetes.io/name=${PROGRAM},app.kubernetes.io/component=webhook`,
} as const;

const replicaSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  status: z.looseObject({ phase: z.string().nullish() }).nullish(),
});

/** A pod that answers at all does so at once. */
const ASK_MILLIS = 10_000;

/** What the replicas have counted, read through the API server as `kubectl get --raw` would. */
export async function readReplicaCounts(
  reader: ClusterReader,
  proxy: PodProxy,
  { server }: Settings,
): Promise<ReplicaCounts> {
  const namespace = server.releaseNamespace ?? PROGRAM;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const listed = await reader.list({ path, selector: OF_REPLICAS }, replicaSchema, `pods of namespace ${namespace}`);
  if (listed.kind !== 'found') {
    return unknown(
      `you may not list the replicas: ask for the rule ${ruleOf({ verb: 'list', group: '', resource: 'pods' })} in namespace ${namespace}`,
    );
  }
  const replicas = listed.object.filter(({ status }) => status?.phase === 'Running');
  if (replicas.length === 0) {
    return unknown(`no replica runs in namespace ${namespace}`);
  }
  const answers = await Promise.all(
    replicas.map(({ metadata }) => metricsOf(proxy, { namespace, pod: metadata.name, port: server.healthPort })),
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
    const { status, text } = await proxy.get(place, '/metrics', AbortSignal.timeout(ASK_MILLIS));
    return status === 200 ? { text } : { why: `pod ${place.pod} answers ${status}` };
  } catch (error) {
    const { problem, message } = asApiError(error);
    return {
      why:
        problem === 'forbidden'
          ? `you may not read their metrics: ask for the rule ${ruleOf(PROXY)} in namespace ${place.namespace}`
          : `pod ${place.pod} does not answer: ${message}`,
    };
  }
}

const PROXY = { verb: 'get', group: '', resource: 'pods/proxy' } as const;

const unknown = (why: string): ReplicaCounts => ({ kind: 'unknown', why });
