import { isDeepStrictEqual } from 'node:util';
import { creatable } from '../../../scripts/corpus/check.ts';
import { comparable, differences, withoutEmptyMaps } from '../../../scripts/corpus/compare.ts';
import { inParallel } from '../../../scripts/corpus/in-parallel.ts';
import { type Sample, tryPod } from '../../../scripts/corpus/off-and-on.ts';
import type { PodJson } from '../../../src/decision/pod/pod.ts';
import { DECISION_ANNOTATION } from '../../../src/decision/vocabulary.ts';
import { type Explanation, explain } from '../../../src/explain/explanation.ts';
import { mutatingPolicy } from '../../../src/registration/mutating-policy.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import type { SettingsInput } from '../../../src/settings/schema.ts';
import type { SurroundingsStore } from '../../../src/surroundings/store.ts';
import type { ApiAnswer, Manifest } from '../api.ts';
import { ApiError, apply, create, remove } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { waitFor } from '../wait.ts';

const probeNamespace = 'exported-probe';

const probe: Manifest = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'probe', namespace: probeNamespace, labels: { runai: 'true' } },
  spec: { containers: [{ name: 'main', image: 'example.com/none' }] },
};

const hasScheduler = async (cluster: Cluster, schedulerName: string): Promise<boolean> =>
  ((await create(cluster.kubeConfig, probe, '?dryRun=All'))['spec'] as { schedulerName?: string }).schedulerName ===
  schedulerName;

/**
 * Installs the mutating policy as it is exported for these settings, and waits until the API server acts by it.
 *
 * @param failurePolicy `Fail` shows what cannot be evaluated, which the exported `Ignore` hides
 * @returns how to take it away again
 */
export async function installExportedPolicy(
  cluster: Cluster,
  input: SettingsInput,
  failurePolicy: 'Fail' | 'Ignore' = 'Fail',
): Promise<() => Promise<void>> {
  const { decision } = loadSettings(undefined, input);
  const made = mutatingPolicy({ ...decision, mode: 'enforce' });
  if (made === undefined) throw new Error('there is no policy to install');
  // Through JSON, as a file of it would be.
  const { policy, binding } = JSON.parse(JSON.stringify(made)) as { policy: Manifest; binding: Manifest };
  Object.assign(policy['spec'] as object, { failurePolicy });
  await ensureNamespace(cluster, probeNamespace, { labels: { 'runai-injection': 'enabled' } });
  await apply(cluster.kubeConfig, policy, binding);
  await waitFor('the API server to act by the policy', async () => hasScheduler(cluster, decision.schedulerName));
  return async () => {
    await remove(cluster.kubeConfig, binding);
    await remove(cluster.kubeConfig, policy);
    await waitFor(
      'the API server to forget the policy',
      async () => !(await hasScheduler(cluster, decision.schedulerName)),
    );
  };
}

/** What the policy made of a pod, beside what the webhook would have done. */
export interface PolicyFinding {
  readonly origin: string;
  readonly explanation: Explanation;
  /** `unchanged`: neither of the two has anything to do. */
  readonly effect: 'exactly' | 'left-alone' | 'unchanged' | 'not-accepted' | 'wrong';
  /** Of a wrong one: where the pod differs from what it should be, or why it was refused. */
  readonly wrong?: readonly string[];
}

/**
 * Creates pods as dry runs, before the policy is there and then with it, and compares with what the webhook would do.
 * A pod that came out changed is created once more, and must not change again.
 */
export async function judgeByPolicy(
  cluster: Cluster,
  samples: readonly Sample[],
  input: SettingsInput,
  surroundings: SurroundingsStore,
): Promise<readonly PolicyFinding[]> {
  const { decision: settings } = loadSettings(undefined, input);
  const off = await inParallel(samples, 8, (sample) => tryPod(cluster, sample));
  const uninstall = await installExportedPolicy(cluster, input);
  try {
    const on = await inParallel(samples, 8, async (sample) => {
      const within = await tryPod(cluster, sample);
      const { namespace } = sample;
      const twice =
        within instanceof ApiError
          ? within
          : await tryPod(cluster, { pod: creatable(within.body as PodJson, namespace), namespace });
      return { within, twice };
    });
    return samples.map((sample, index) => {
      const { within, twice } = on[index] as (typeof on)[number];
      return finding(sample, off[index] as Answer, within, twice);
    });
  } finally {
    await uninstall();
  }

  function finding(
    { origin, name, namespace, pod }: Sample,
    without: Answer,
    within: Answer,
    twice: Answer,
  ): PolicyFinding {
    const sent = without instanceof ApiError ? (pod as unknown as PodJson) : comparable(without.body, pod);
    const { explanation } = explain({ kind: 'pod', origin, pod: sent, namespace, name }, surroundings, settings);
    const about = { origin, explanation };
    if (without instanceof ApiError) {
      // A message has the random end of a generated name in it.
      const isSame = within instanceof ApiError && within.code === without.code && !isByPolicy(within);
      return isSame
        ? { ...about, effect: 'not-accepted' }
        : { ...about, effect: 'wrong', wrong: [`accepted, and without the policy: ${without.message}`] };
    }
    if (within instanceof ApiError) {
      return { ...about, effect: 'wrong', wrong: [within.message] };
    }
    const got = withoutDecision(comparable(within.body, pod));
    if (twice instanceof ApiError) {
      return { ...about, effect: 'wrong', wrong: [`a second time: ${twice.message}`] };
    }
    const second = withoutDecision(comparable(twice.body, pod));
    if (!isDeepStrictEqual(second, got)) {
      return { ...about, effect: 'wrong', wrong: differences('a second time', got, second) };
    }
    const isAlone = isDeepStrictEqual(got, withoutDecision(sent));
    const wanted = withoutDecision(explanation.pod as PodJson);
    if (isDeepStrictEqual(got, wanted)) {
      // The policy cannot refuse.
      const isLetPass = explanation.outcome === 'denied';
      return { ...about, effect: isLetPass ? 'left-alone' : isAlone ? 'unchanged' : 'exactly' };
    }
    return isAlone
      ? { ...about, effect: 'left-alone' }
      : { ...about, effect: 'wrong', wrong: differences('not as the webhook', wanted, got) };
  }
}

type Answer = ApiAnswer | ApiError;

const isByPolicy = ({ message }: ApiError): boolean => message.includes("policy 'gpu-fraction-webhook'");

/** The policy says nothing about itself; what somebody else wrote there makes no difference. */
function withoutDecision({ metadata, ...pod }: PodJson): PodJson {
  const { [DECISION_ANNOTATION]: _, ...annotations } = metadata.annotations ?? {};
  return withoutEmptyMaps({ ...pod, metadata: { ...metadata, annotations } });
}
