import type { Refusal, TargetState } from './decision.ts';
import { type GpuAmount, readPositiveInteger } from './gpu-amount.ts';
import { fitLimits } from './gpu-fit.ts';
import type { Asked } from './gpu-request.ts';
import {
  GPU_ANNOTATIONS,
  GPU_FRACTION,
  GPU_FRACTION_CONTAINER_NAME,
  GPU_FRACTION_NUM_DEVICES,
  GPU_MEMORY,
  type GpuAnnotation,
} from './names.ts';
import type { Note } from './note.ts';
import { fitPendingAnnotations, fitPendingLabels } from './pending-values.ts';
import { describePlace, type Statement } from './place.ts';
import { annotationsOf, initContainersOf } from './pod.ts';
import { isExplainedByPodDefault } from './pod-defaults.ts';
import { isLabelValue } from './project.ts';
import type { DecisionSettings } from './settings.ts';
import { isInitContainer, type Subject } from './subject.ts';
import { trim } from './trim.ts';
import { firstReadable, NUM_DEVICES, wishesFor } from './wishes.ts';

export type Composed =
  | {
      readonly kind: 'target';
      readonly target: TargetState;
      /** Name of the container that gets the GPU. */
      readonly container: string;
      readonly notes: readonly Note[];
      /** A pending PodDefault's own spelling is written instead of the canonical one. */
      readonly spelledByPodDefault: boolean;
    }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'leave-alone'; readonly note: Note };

/** How the pod has to look once its project and its amount are known. */
export function composeTarget(
  subject: Subject,
  project: Statement | undefined,
  asked: Asked | undefined,
  settings: DecisionSettings,
): Composed {
  if (project !== undefined && !isLabelValue(project.value)) {
    return { kind: 'refusal', refusal: invalidProject(project) };
  }
  const share = asked !== undefined && asked.amount.kind !== 'whole' ? asked.amount : undefined;
  const devices = chooseDevices(subject, share !== undefined);
  if (!devices.ok) {
    return { kind: 'refusal', refusal: devices.refusal };
  }
  const container = share === undefined ? subject.workContainer.name : shareContainer(subject);
  if (container === undefined) {
    return { kind: 'refusal', refusal: unknownContainer(subject) };
  }
  const fit = asked === undefined ? NO_LIMITS : fitLimits(subject.pod, asked, container, subject.workload.name);
  if (!fit.ok) {
    return { kind: 'refusal', refusal: fit.refusal };
  }
  const wanted = share === undefined ? NO_ANNOTATIONS : shareAnnotations(share, devices.count, container);
  const labels = wantedLabels(subject, project, settings);
  const { pending } = subject.podDefaults;
  const spelled = fitPendingAnnotations(wanted, pending);
  const misfit = spelled.ok ? fitPendingLabels(labels, pending) : spelled.note;
  if (!spelled.ok || misfit !== undefined) {
    return { kind: 'leave-alone', note: misfit as Note };
  }
  const comesFirst = share !== undefined && settings.containerTarget === 'reorder';
  return {
    kind: 'target',
    target: {
      schedulerName: settings.schedulerName,
      labels,
      annotations: spelled.annotations,
      dropAnnotations: annotationsToDrop(subject, wanted),
      gpuLimits: fit.limits,
      firstContainer: comesFirst ? container : undefined,
    },
    container,
    notes: fit.notes,
    spelledByPodDefault: spelled.differs,
  };
}

const NO_LIMITS = { ok: true, limits: { kind: 'keep' }, notes: [] } as const;
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
function shareContainer({ pod, namedContainer, workContainer }: Subject): string | undefined {
  if (namedContainer === '' || namedContainer === workContainer.name) {
    return workContainer.name;
  }
  return isInitContainer(pod, namedContainer) ? namedContainer : undefined;
}

function wantedLabels(
  subject: Subject,
  project: Statement | undefined,
  settings: DecisionSettings,
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  if (project === undefined) {
    return labels;
  }
  labels.set(settings.projectLabel, project.value);
  const pool = subject.labels[settings.nodePoolLabel];
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
function annotationsToDrop(subject: Subject, wanted: ReadonlyMap<GpuAnnotation, string>): readonly GpuAnnotation[] {
  const annotations = annotationsOf(subject.pod);
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
function chooseDevices(subject: Subject, hasShare: boolean): Devices {
  const { winner } = firstReadable(wishesFor(NUM_DEVICES, subject.voices));
  if (winner === undefined || (!hasShare && isExplained(subject, winner.value))) {
    return { ok: true, count: undefined };
  }
  const count = readPositiveInteger(winner.value);
  const where = { code: 422, field: describePlace(winner.place), value: winner.value } as const;
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

function isExplained({ workload, podDefaults }: Subject, value: string): boolean {
  return (
    workload.role === 'companion' && isExplainedByPodDefault(podDefaults, 'annotation', GPU_FRACTION_NUM_DEVICES, value)
  );
}

function invalidProject({ value, place }: Statement): Refusal {
  return {
    code: 422,
    reason: 'invalid-project',
    field: describePlace(place),
    value,
    problem: 'which cannot be a label value',
    remedy: 'use at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends',
  };
}

function unknownContainer({ pod, namedContainer }: Subject): Refusal {
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
