import { judgePod } from '../../src/admission/verdict.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import type { ApiAnswer, Manifest } from '../../test/cluster/api.ts';
import { ApiError, createSeeing, remove } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';
import { startOwnWebhook } from '../../test/cluster/own-webhook.ts';
import { comparable, unexplainedDifferences } from './compare.ts';
import type { CorpusReport, Finding } from './finding.ts';
import { makePrerequisites } from './prerequisites.ts';
import { type PodInput, readCorpus } from './read-corpus.ts';

const OWN_REFUSAL = 'admission webhook "gpu-fraction-webhook.';

/**
 * Creates every pod of some folders of manifests against a real API server, in dry runs: first without the webhook, then
 * with it. Nothing is stored, so no controller and no scheduler sees them.
 *
 * @param project that every namespace shall belong to
 */
export async function checkCorpus(
  cluster: Cluster,
  folders: readonly string[],
  input: SettingsInput = {},
  project?: string,
): Promise<CorpusReport> {
  const settings = { flavour: 'runai' as const, ...input };
  const { decision } = loadSettings(undefined, settings);
  const surroundings = new SurroundingsStore(decision);
  const { pods, passedOver } = readCorpus(folders, surroundings);
  const optIn = (namespace: string): Record<string, string> => ({
    ...surroundings.namespace(namespace)?.labels,
    'runai-injection': 'enabled',
    ...(project === undefined ? {} : { [decision.namespaceProjectLabel]: project }),
  });
  for (const { namespace } of pods) {
    surroundings.upsert({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: optIn(namespace) },
    });
  }
  await makePrerequisites(cluster, pods, optIn);

  const off: (ApiAnswer | ApiError)[] = [];
  for (const input of pods) off.push(await tryPod(cluster, input));
  const webhook = await startOwnWebhook(cluster, { settings, surroundings });
  try {
    const findings: Finding[] = [];
    for (const [index, input] of pods.entries()) {
      const without = off[index];
      if (without === undefined) continue;
      findings.push(judge(input, without, await tryPod(cluster, input)));
    }
    return { findings, passedOver };
  } finally {
    await remove(cluster.kubeConfig, webhook.configuration);
    await webhook.stop();
  }

  /** Half a GPU in the limits is what the API server refuses, but for us. */
  function asksByItsLimit({ pod, namespace }: PodInput): boolean {
    const { decision: made } = judgePod(pod, namespace, surroundings, decision);
    return made?.kind === 'route' && made.gpu.kind === 'asked' && made.gpu.source.kind === 'limit';
  }

  function judge(input: PodInput, without: ApiAnswer | ApiError, within: ApiAnswer | ApiError): Finding {
    const { origin, name: pod, namespace } = input;
    const about = { origin, pod: `${namespace}/${pod}` };
    const refusedByOurs = within instanceof ApiError && within.message.includes(OWN_REFUSAL);
    if (without instanceof ApiError && !refusedByOurs) {
      const unexplained =
        within instanceof ApiError || asksByItsLimit(input) ? [] : ['accepted with the webhook, and not without it'];
      const refusal = without.message;
      return { ...about, outcome: 'not-accepted', reason: '-', warnings: [], refusal, unexplained };
    }
    // What the webhook was sent is the pod with the API server's defaults; a pod it refuses for us has them not.
    const sent = without instanceof ApiError ? input.pod : comparable(without.body, input.pod);
    const verdict = judgePod(sent, namespace, surroundings, decision);
    const { outcome, reason } = verdict;
    if (within instanceof ApiError) {
      const unexplained = outcome === 'denied' ? [] : [`refused with ${within.code}, though decided: ${outcome}`];
      return { ...about, outcome, reason, warnings: within.warnings, refusal: within.message, unexplained };
    }
    const added = within.warnings.filter((line) => without instanceof ApiError || !without.warnings.includes(line));
    return {
      ...about,
      outcome,
      reason,
      warnings: added,
      unexplained: [
        ...(outcome === 'denied' ? ['accepted, though decided: denied'] : []),
        ...(outcome === 'error' ? [`the program failed: ${reason}`] : []),
        ...unexplainedDifferences(sent, comparable(within.body, input.pod), namespace, surroundings, decision),
      ],
    };
  }
}

async function tryPod(cluster: Cluster, { pod, namespace }: PodInput): Promise<ApiAnswer | ApiError> {
  const { status: _, ...rest } = pod as unknown as Manifest;
  const metadata: Manifest['metadata'] = { ...rest.metadata, namespace };
  // A pod that was read from a cluster carries what only the API server may set.
  for (const field of ['resourceVersion', 'uid', 'creationTimestamp', 'managedFields']) delete metadata[field];
  const spec = withImages(pod.spec);
  try {
    const made = { ...rest, apiVersion: 'v1', kind: 'Pod', metadata, spec };
    return await createSeeing(cluster.kubeConfig, made, '?dryRun=All');
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** A derived pod does not show the images that its controller is configured with. */
function withImages(spec: PodJson['spec']): object {
  const fill = (container: object): object => ({ image: 'example.com/none', ...container });
  return {
    ...spec,
    containers: spec.containers.map(fill),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(fill) }),
  };
}
