import type { DesiredState, Refusal } from '../decision.ts';
import { isExplainedByPodDefault } from '../known/pod-defaults.ts';
import { annotationsOf, initContainersOf } from '../pod/pod.ts';
import { isInitContainer, type PodContext } from '../pod-context.ts';
import type { Asked } from '../requests/gpu-amount.ts';
import { isLabelValue } from '../requests/project.ts';
import { firstReadable, NUM_DEVICES, wishesFor } from '../requests/sourced-values.ts';
import type { DecisionSettings } from '../settings.ts';
import { describeSource, type SourcedValue } from '../source.ts';
import { type GpuAmount, readPositiveInteger } from '../values/gpu-amount.ts';
import { trim } from '../values/trim.ts';
import {
  GPU_ANNOTATIONS,
  GPU_FRACTION,
  GPU_FRACTION_CONTAINER_NAME,
  GPU_FRACTION_NUM_DEVICES,
  GPU_MEMORY,
  type GpuAnnotation,
} from '../vocabulary.ts';
import type { Warning } from '../warning.ts';
import { fitLimits } from './gpu-limits.ts';
import { fitPendingAnnotations, fitPendingLabels } from './pod-default-conflicts.ts';

export type Composed =
  | {
      readonly kind: 'target';
      readonly target: DesiredState;
      /** Name of the container that gets the GPU. */
      readonly container: string;
      readonly warnings: readonly Warning[];
      /** A pending PodDefault's own spelling is written instead of the canonical one. */
      readonly spelledByPodDefault: boolean;
    }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'leave-alone'; readonly warning: Warning };

/** How the pod has to look once its project and its amount are known. */
export function composeDesiredState(
  context: PodContext,
  project: SourcedValue | undefined,
  asked: Asked | undefined,
  settings: DecisionSettings,
): Composed {
  if (project !== undefined && !isLabelValue(project.value)) {
    return { kind: 'refusal', refusal: invalidProject(project) };
  }
  const share = asked !== undefined && asked.amount.kind !== 'whole' ? asked.amount : undefined;
  const devices = chooseDevices(context, share !== undefined);
  if (!devices.ok) {
    return { kind: 'refusal', refusal: devices.refusal };
  }
  const container = share === undefined ? context.workContainer.name : shareContainer(context);
  if (container === undefined) {
    return { kind: 'refusal', refusal: unknownContainer(context) };
  }
  const fit = asked === undefined ? NO_LIMITS : fitLimits(context.pod, asked, container, context.workload.name);
  if (!fit.ok) {
    return { kind: 'refusal', refusal: fit.refusal };
  }
  const wanted = share === undefined ? NO_ANNOTATIONS : shareAnnotations(share, devices.count, container);
  const labels = wantedLabels(context, project, settings);
  const { pending } = context.podDefaults;
  const spelled = fitPendingAnnotations(wanted, pending);
  const misfit = spelled.ok ? fitPendingLabels(labels, pending) : spelled.warning;
  if (!spelled.ok || misfit !== undefined) {
    return { kind: 'leave-alone', warning: misfit as Warning };
  }
  const comesFirst = share !== undefined && settings.containerTarget === 'reorder';
  return {
    kind: 'target',
    target: {
      schedulerName: settings.schedulerName,
      labels,
      annotations: spelled.annotations,
      dropAnnotations: annotationsToDrop(context, wanted),
      gpuLimits: fit.limits,
      firstContainer: comesFirst ? container : undefined,
    },
    container,
    warnings: fit.warnings,
    spelledByPodDefault: spelled.differs,
  };
}

const NO_LIMITS = { ok: true, limits: { kind: 'keep' }, warnings: [] } as const;
const NO_ANNOTATIONS: ReadonlyMap<GpuAnnotation, string> = new Map();

function shareAnnotations(
  share: GpuAmount & { readonly text: string },
  devices: string | undefined,
  container: string,
): ReadonlyMap<GpuAnnotation, string> {
  return new Map<GpuAnnotation, string>([
    [share.kind === 'fraction' ? GPU_FRACTION : GPU_MEMORY, share.text],
    ...(devices === undefined ? [] : ([[GPU_FRACTION_NUM_DEVICES, devices]] as const)),
    // Always, also beside a single container: Istio and others add theirs after us, and schedulers count from 0.
    [GPU_FRACTION_CONTAINER_NAME, container],
  ]);
}

/** The container that the author named, also an init container, else the one that does the work. */
function shareContainer({ pod, namedContainer, workContainer }: PodContext): string | undefined {
  if (namedContainer === '' || namedContainer === workContainer.name) {
    return workContainer.name;
  }
  return isInitContainer(pod, namedContainer) ? namedContainer : undefined;
}

function wantedLabels(
  context: PodContext,
  project: SourcedValue | undefined,
  settings: DecisionSettings,
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  if (project === undefined) {
    return labels;
  }
  labels.set(settings.projectLabel, project.value);
  const pool = context.labels[settings.nodePoolLabel];
  const queue = settings.queuePerNodePool && pool ? `${project.value}-${pool}` : project.value;
  // A name too long for a label is left out: KAI puts it together itself, from the project and node-pool labels.
  if (settings.queueLabel && isLabelValue(queue)) {
    labels.set(settings.queueLabelKey, queue);
  }
  return labels;
}

/**
 * GPU annotations that the scheduler must not see: empty ones, which it would refuse; a fraction that means whole GPUs;
 * and on a companion the amount that a PodDefault gave to everybody. A container's name alone does no harm.
 */
function annotationsToDrop(context: PodContext, wanted: ReadonlyMap<GpuAnnotation, string>): readonly GpuAnnotation[] {
  const annotations = annotationsOf(context.pod);
  return GPU_ANNOTATIONS.filter((key) => {
    const value = annotations[key];
    const harmless = key === GPU_FRACTION_CONTAINER_NAME && value !== undefined && trim(value) !== '';
    return value !== undefined && !wanted.has(key) && !harmless;
  });
}

type Devices =
  | { readonly ok: true; readonly count: string | undefined }
  | { readonly ok: false; readonly refusal: Refusal };

/** Several devices are only a way to have a share; where a PodDefault gave a companion some, nobody asked for them. */
function chooseDevices(context: PodContext, hasShare: boolean): Devices {
  const { winner } = firstReadable(wishesFor(NUM_DEVICES, context.voices));
  if (winner === undefined || (!hasShare && isExplained(context, winner.value))) {
    return { ok: true, count: undefined };
  }
  const count = readPositiveInteger(winner.value);
  const where = { code: 422, field: describeSource(winner.source), value: winner.value } as const;
  if (count === undefined) {
    const problem = 'which is no number of devices';
    return { ok: false, refusal: { ...where, reason: 'invalid-device-count', problem, remedy: 'write 1, 2, ...' } };
  }
  if (!hasShare) {
    const problem = 'but neither a GPU fraction nor GPU memory is asked for';
    const remedy = `add the annotation ${GPU_FRACTION}, or remove this one`;
    return { ok: false, refusal: { ...where, reason: 'devices-without-share', problem, remedy } };
  }
  return { ok: true, count };
}

function isExplained({ workload, podDefaults }: PodContext, value: string): boolean {
  return (
    workload.role === 'companion' && isExplainedByPodDefault(podDefaults, 'annotation', GPU_FRACTION_NUM_DEVICES, value)
  );
}

function invalidProject({ value, source }: SourcedValue): Refusal {
  return {
    code: 422,
    reason: 'invalid-project',
    field: describeSource(source),
    value,
    problem: 'which cannot be a label value',
    remedy: 'use at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends',
  };
}

function unknownContainer({ pod, namedContainer }: PodContext): Refusal {
  const names = [...pod.spec.containers, ...initContainersOf(pod)].map(({ name }) => name);
  return {
    code: 422,
    reason: 'unknown-container',
    field: `annotation ${GPU_FRACTION_CONTAINER_NAME}`,
    value: namedContainer,
    problem: 'which is no container of the pod',
    remedy: `name one of ${names.join(', ')}, or remove the annotation`,
  };
}
