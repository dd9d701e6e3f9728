import type { DesiredState } from '../decision.ts';
import { fitsAfter } from '../pod/annotation-bytes.ts';
import type { PodContext } from '../pod-context.ts';
import type { Refusal } from '../refusal.ts';
import type { Requests } from '../requests/requests.ts';
import type { DecisionSettings } from '../settings.ts';
import { describeSource, type SourcedValue } from '../source.ts';
import type { GpuAmount } from '../values/gpu-amount.ts';
import { isLabelValue, shorten, trim } from '../values/text.ts';
import {
  GPU_ANNOTATIONS,
  GPU_FRACTION,
  GPU_FRACTION_CONTAINER_NAME,
  GPU_FRACTION_NUM_DEVICES,
  GPU_MEMORY,
  type GpuAnnotation,
} from '../vocabulary.ts';
import type { Warning } from '../warning.ts';
import { chooseDevices } from './devices.ts';
import type { AskedAmount } from './gpu-amount.ts';
import { fitLimits } from './gpu-limits.ts';
import { fitPendingAnnotations, fitPendingLabels } from './pod-default-conflicts.ts';
import { wantedLabels } from './wanted-labels.ts';

export type StateChoice =
  | {
      readonly kind: 'state';
      readonly state: DesiredState;
      /** Name of the container that does the work. */
      readonly workContainer: string;
      /** Name of the container that gets the GPU. */
      readonly gpuContainer: string;
      readonly warnings: readonly Warning[];
      /** A pending PodDefault's own spelling is written instead of the canonical one. */
      readonly spelledByPodDefault: boolean;
    }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | {
      readonly kind: 'leave-alone';
      readonly reason: 'pending-poddefault' | 'annotations-full';
      readonly warning: Warning;
    };

/** How the pod has to look once its project and its amount are known. */
export function composeDesiredState(
  context: PodContext,
  requests: Requests,
  project: SourcedValue | undefined,
  asked: AskedAmount | undefined,
  settings: DecisionSettings,
): StateChoice {
  if (project !== undefined && !isLabelValue(project.value)) {
    return { kind: 'refusal', refusal: invalidProject(project) };
  }
  const share = asked !== undefined && asked.amount.kind !== 'whole' ? asked.amount : undefined;
  const devices = chooseDevices(context, requests.devices, share !== undefined);
  if (!devices.ok) {
    return { kind: 'refusal', refusal: devices.refusal };
  }
  const { container } = requests;
  const target = share === undefined ? { name: container.name, isRegular: true } : container.forShare;
  if (target === undefined) {
    return { kind: 'refusal', refusal: unknownContainer(context, requests.namedContainer) };
  }
  const fit = asked === undefined ? NO_LIMITS : fitLimits(context, asked, target.name);
  if (!fit.ok) {
    return { kind: 'refusal', refusal: fit.refusal };
  }
  const wanted = share === undefined ? NO_ANNOTATIONS : shareAnnotations(share, devices.count, target.name);
  const labels = wantedLabels(context, project, settings);
  const { pending } = context.podDefaults;
  const spelled = fitPendingAnnotations(wanted, pending);
  const misfit = spelled.ok ? fitPendingLabels(labels, pending) : spelled.warning;
  if (!spelled.ok || misfit !== undefined) {
    return { kind: 'leave-alone', reason: 'pending-poddefault', warning: misfit as Warning };
  }
  const dropAnnotations = annotationsToDrop(context, wanted);
  const { annotationBytes, gpuAnnotations } = context;
  const current = (key: GpuAnnotation): string | undefined => gpuAnnotations.get(key);
  if (wanted.size > 0 && !fitsAfter(annotationBytes, current, spelled.annotations, dropAnnotations)) {
    return { kind: 'leave-alone', reason: 'annotations-full', warning: { reason: 'annotations-full' } };
  }
  return {
    kind: 'state',
    state: {
      schedulerName: settings.schedulerName,
      labels,
      annotations: spelled.annotations,
      dropAnnotations,
      gpuLimits: fit.limits,
      firstContainer: share !== undefined && settings.containerTarget === 'reorder' ? target.name : undefined,
    },
    workContainer: target.isRegular ? target.name : container.name,
    gpuContainer: target.name,
    warnings: share === undefined ? fit.warnings : [...fit.warnings, ...shareWarnings(context, requests, target.name)],
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
  const annotations = new Map<GpuAnnotation, string>();
  annotations.set(share.kind === 'fraction' ? GPU_FRACTION : GPU_MEMORY, share.text);
  if (devices !== undefined) {
    annotations.set(GPU_FRACTION_NUM_DEVICES, devices);
  }
  // Always, also beside a single container: Istio and others add theirs after us, and schedulers count from 0.
  return annotations.set(GPU_FRACTION_CONTAINER_NAME, container);
}

/** What somebody who asked for a share should know about this pod. */
function shareWarnings(
  { otherAccelerator, isNameless }: PodContext,
  { container: { passedOver } }: Requests,
  container: string,
): readonly Warning[] {
  const warnings: Warning[] = [];
  if (passedOver !== undefined) {
    warnings.push({ reason: 'share-follows-limit', container, asking: passedOver });
  }
  if (otherAccelerator !== undefined) {
    warnings.push({ reason: 'other-accelerator', ...otherAccelerator });
  }
  if (isNameless) {
    // KAI names the objects of a share after the pod's owner, or after the pod, whose name is still empty then.
    warnings.push({ reason: 'nameless-pod' });
  }
  return warnings;
}

/**
 * GPU annotations that the scheduler must not see: empty ones, which it would refuse; a fraction that means whole GPUs;
 * and on a companion the amount that a PodDefault gave to everybody. A container's name alone does no harm.
 */
function annotationsToDrop(
  { gpuAnnotations }: PodContext,
  wanted: ReadonlyMap<GpuAnnotation, string>,
): readonly GpuAnnotation[] {
  return GPU_ANNOTATIONS.filter((key) => {
    const value = gpuAnnotations.get(key);
    const harmless = key === GPU_FRACTION_CONTAINER_NAME && value !== undefined && trim(value) !== '';
    return value !== undefined && !wanted.has(key) && !harmless;
  });
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

function unknownContainer({ containerNames }: PodContext, named: string): Refusal {
  return {
    code: 422,
    reason: 'unknown-container',
    field: `annotation ${GPU_FRACTION_CONTAINER_NAME}`,
    value: named,
    problem: 'which is no container of the pod',
    remedy: `name one of ${shorten(containerNames().join(', '), MAX_NAMES)}, or remove the annotation`,
  };
}

/** Enough for the containers of a real pod. */
const MAX_NAMES = 300;
