import { expect } from 'vitest';
import { refusalStatus } from '../../src/admission/refusal-status.ts';
import { judgePod, refusalIn, type Verdict } from '../../src/admission/verdict.ts';
import type { ContainerJson, PodJson } from '../../src/decision/pod/pod.ts';
import type { DecisionSettings } from '../../src/decision/settings.ts';
import { DECISION_ANNOTATION, GPU_ANNOTATIONS, PROGRAM } from '../../src/decision/vocabulary.ts';
import { NAMESPACE, type PodParts, pod } from './pods.ts';
import { applyStrictly } from './strict-json-patch.ts';
import { settings, surroundings, type World } from './world.ts';

/** What became of a pod, in the words of a reader of `kubectl get pod -o yaml`. */
export interface Admission {
  readonly outcome: string;
  readonly reason: string;
  readonly workload: string | undefined;
  /** The work container of a pod that is routed. */
  readonly container: string | undefined;
  readonly schedulerName: string | null | undefined;
  /** The project label. */
  readonly project: string | undefined;
  /** The GPU annotations, and no others. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Whole GPUs by container, init containers too; only of those that have any. */
  readonly gpu: Readonly<Record<string, string>>;
  /** The reason words of the warnings. */
  readonly warnings: readonly string[];
  readonly warningTexts: readonly string[];
  readonly code: number | undefined;
  readonly message: string;
  /** The decision annotation. */
  readonly decision: string | undefined;
  readonly verdict: Verdict;
  readonly pod: PodJson;
}

/** No entries at all; an empty object in `toMatchObject` would match every object. */
export const NONE: unknown = expect.toSatisfy((map: object) => Object.keys(map).length === 0, 'to have no entries');

/** Admits a sample pod into a sample world. */
export function admit(parts: PodParts | PodJson, world: World = {}): Admission {
  const sample = 'spec' in parts ? parts : pod(parts);
  const chosen = settings(world.settings);
  const verdict = judgePod(sample, NAMESPACE, surroundings(world, chosen), chosen);
  return admissionOf(sample, verdict, chosen);
}

/** Tells what a verdict does to the pod. */
export function admissionOf(before: PodJson, verdict: Verdict, of: DecisionSettings): Admission {
  const after = applyStrictly(before, verdict.patch) as PodJson;
  const { metadata, spec } = after;
  const annotations = metadata.annotations ?? {};
  const refusal = refusalIn(verdict);
  const status = refusal && refusalStatus(refusal);
  return {
    outcome: verdict.outcome,
    reason: verdict.reason,
    workload: verdict.decision?.workload,
    container: verdict.decision?.kind === 'route' ? verdict.decision.container : undefined,
    schedulerName: spec.schedulerName,
    project: metadata.labels?.[of.projectLabel],
    annotations: Object.fromEntries(
      GPU_ANNOTATIONS.filter((key) => key in annotations).map((key) => [key, annotations[key] ?? '']),
    ),
    gpu: gpuOf([...(spec.initContainers ?? []), ...spec.containers]),
    warnings: verdict.warnings.map((text) => text.slice(`${PROGRAM}: `.length).split(':')[0] ?? ''),
    warningTexts: verdict.warnings,
    code: status?.code,
    message: status?.message ?? '',
    decision: annotations[DECISION_ANNOTATION],
    verdict,
    pod: after,
  };
}

/** Limits and requests have to agree, since the API server refuses a pod in which they do not. */
function gpuOf(containers: readonly ContainerJson[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, resources } of containers) {
    const limit = resources?.limits?.['nvidia.com/gpu'];
    const request = resources?.requests?.['nvidia.com/gpu'];
    if (limit !== undefined || request !== undefined) {
      found[name] = limit === request ? String(limit) : `limit ${limit}, request ${request}`;
    }
  }
  return found;
}
