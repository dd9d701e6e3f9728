import { isDeepStrictEqual } from 'node:util';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import { PROGRAM } from '../../src/decision/vocabulary.ts';
import { type Explanation, explain } from '../../src/explain/explanation.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import type { SurroundingsStore } from '../../src/surroundings/store.ts';
import type { ApiAnswer, Manifest } from '../../test/cluster/api.ts';
import { ApiError, callOk, remove } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';
import { startOwnWebhook } from '../../test/cluster/own-webhook.ts';
import { comparable, unexplainedDifferences } from './compare.ts';
import type { Finding } from './finding.ts';
import { inParallel } from './in-parallel.ts';

const OWN_REFUSAL = 'admission webhook "gpu-fraction-webhook.';

/** A pod to be created, exactly as it is sent, whatever it is. */
export interface Sample {
  /** Where it comes from. */
  readonly origin: string;
  readonly name: string;
  readonly namespace: string;
  readonly pod: Manifest;
}

export interface Circumstances {
  readonly settings: SettingsInput;
  /** What the webhook knows; the namespaces of the samples are to be known. */
  readonly surroundings: SurroundingsStore;
  /** Requests at a time. */
  readonly atOnce?: number;
}

/**
 * Creates pods against a real API server, in dry runs, first without the webhook, then with it, and says what differs.
 * Nothing is stored, so no controller and no scheduler sees them.
 */
export async function compareOffAndOn(
  cluster: Cluster,
  samples: readonly Sample[],
  { settings: input, surroundings, atOnce = 8 }: Circumstances,
): Promise<readonly Finding[]> {
  const { decision: settings } = loadSettings(undefined, input);
  const tryAll = () => inParallel(samples, atOnce, (sample) => tryPod(cluster, sample));
  const off = await tryAll();
  const webhook = await startOwnWebhook(cluster, { settings: input, surroundings });
  try {
    const on = await tryAll();
    return samples.map((sample, index) =>
      judge(sample, off[index] as ApiAnswer | ApiError, on[index] as ApiAnswer | ApiError),
    );
  } finally {
    await remove(cluster.kubeConfig, webhook.configuration);
    await webhook.stop();
  }

  function judge(sample: Sample, without: ApiAnswer | ApiError, within: ApiAnswer | ApiError): Finding {
    const { origin, name, namespace, pod } = sample;
    const about = { origin, pod: `${namespace}/${name}` };
    const refusedByOurs = within instanceof ApiError && within.message.includes(OWN_REFUSAL);
    if (without instanceof ApiError && !refusedByOurs) {
      const refusal = without.message;
      const unexplained =
        within instanceof ApiError || isPutRight(refusal, within.body)
          ? []
          : [`accepted with the webhook, and not without it: ${refusal}`];
      return { ...about, outcome: 'not-accepted', reason: '-', warnings: [], refusal, unexplained };
    }
    // What the webhook was sent is the pod with the API server's defaults; a pod it refuses for us has them not.
    const sent = without instanceof ApiError ? (pod as unknown as PodJson) : comparable(without.body, pod);
    const { outcome, reason, status, warnings, pod: explained } = explainPod(sent, sample);
    const told = within.warnings.filter((line) => line.startsWith(`${PROGRAM}: `));
    const finding = { ...about, outcome, reason, warnings: addedBy(within, without) };
    const wrongWarnings = isDeepStrictEqual(told, warnings)
      ? []
      : [`warned ${JSON.stringify(told)}, explained ${JSON.stringify(warnings)}`];
    if (within instanceof ApiError) {
      const isAsExplained = status !== undefined && within.message.includes(status.message);
      const wrong = isAsExplained ? [] : [`refused with ${within.code}, explained: ${status?.message ?? outcome}`];
      return { ...finding, refusal: within.message, unexplained: [...wrong, ...wrongWarnings] };
    }
    return {
      ...finding,
      unexplained: [
        ...(outcome === 'denied' ? ['accepted, though explained: denied'] : []),
        ...(outcome === 'error' ? [`the program failed: ${reason}`] : []),
        ...wrongWarnings,
        ...unexplainedDifferences(sent, comparable(within.body, pod), explained, settings),
      ],
    };
  }

  function explainPod(pod: PodJson, { origin, namespace, name }: Sample): Explanation {
    return explain({ kind: 'pod', origin, pod, namespace, name }, surroundings, settings).explanation;
  }
}

/**
 * A pod that gets a share loses its `nvidia.com/gpu`, right or wrong: half a one in the limits, or a request without a
 * limit, which the API server refuses.
 */
function isPutRight(refusal: string, stored: unknown): boolean {
  const { metadata, spec } = stored as PodJson;
  const hasShare = ['gpu-fraction', 'gpu-memory'].some((key) => metadata.annotations?.[key] !== undefined);
  return (
    hasShare &&
    !JSON.stringify(spec).includes('"nvidia.com/gpu"') &&
    /nvidia\.com\/gpu|non overcommitable/.test(refusal)
  );
}

const addedBy = (within: ApiAnswer | ApiError, without: ApiAnswer | ApiError): readonly string[] =>
  within.warnings.filter((line) => without instanceof ApiError || !without.warnings.includes(line));

/** Creates a pod in a dry run. @returns the API server's answer, or its refusal */
export async function tryPod(
  cluster: Cluster,
  { pod, namespace }: Pick<Sample, 'pod' | 'namespace'>,
): Promise<ApiAnswer | ApiError> {
  try {
    return await callOk(cluster.kubeConfig, 'POST', `/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
