import type { LeaveAloneReason, RouteReason } from './reasons.ts';
import type { Refusal } from './refusal.ts';
import type { SourcedValue } from './source.ts';
import type { GpuAmount } from './values/gpu-amount.ts';
import type { GpuAnnotation } from './vocabulary.ts';
import type { Warning } from './warning.ts';
import type { WorkloadName } from './workloads/workload.ts';

/** What should happen to a pod, and why. Everything that a person is told is rendered from it. */
export type Decision = Route | LeaveAlone | Refuse;

/** The pod goes to the scheduler. */
export interface Route {
  readonly kind: 'route';
  readonly reason: RouteReason;
  readonly workload: WorkloadName;
  /** Name of the container that does the work. */
  readonly container: string;
  readonly project: SourcedValue | undefined;
  /** A queue that the gang's owner names; the scheduler reads it before anything else. */
  readonly ownerQueue: SourcedValue | undefined;
  readonly gpu: GpuDecision;
  readonly desired: DesiredState;
  readonly warnings: readonly Warning[];
}

/** The pod stays as it is; only the GPU annotations of a cached step are taken off. */
export interface LeaveAlone {
  readonly kind: 'leave-alone';
  readonly reason: LeaveAloneReason;
  /** Absent where the namespace alone decides, and nobody looked at the pod. */
  readonly workload: WorkloadName | undefined;
  readonly dropAnnotations: readonly GpuAnnotation[];
  readonly warnings: readonly Warning[];
}

/** The pod must not be created as it is. */
export interface Refuse {
  readonly kind: 'refuse';
  readonly reason: Refusal['reason'];
  readonly refusal: Refusal;
  readonly workload: WorkloadName;
  readonly warnings: readonly Warning[];
}

/** What the pod gets of a GPU, and who said so. */
export type GpuDecision =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'asked';
      readonly amount: GpuAmount;
      readonly source: SourcedValue['source'];
      readonly container: string;
    };

/** How a routed pod has to look afterwards, on the paths that this program owns. */
export interface DesiredState {
  readonly schedulerName: string;
  /** Labels that are added where the key is absent, and never overwritten. */
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<GpuAnnotation, string>;
  readonly dropAnnotations: readonly GpuAnnotation[];
  readonly gpuLimits: DesiredGpuLimits;
  /** Name of the container that has to come first, for schedulers that cannot be told its name. */
  readonly firstContainer: string | undefined;
}

export type DesiredGpuLimits =
  | { readonly kind: 'keep' }
  /** From limits and requests of every container: the schedulers refuse a share beside a limit, even one of 0. */
  | { readonly kind: 'remove-all' }
  /** On one container; fractional limits elsewhere go, because the API server would refuse them. */
  | { readonly kind: 'set'; readonly container: string; readonly count: number };
