/*
 * The closed list of reasons. One word serves log, metric, audit annotation, decision annotation, warning and command
 * output, so that a person can search for the word they saw; `docs/troubleshooting.md` has a heading for each.
 */

export type Severity =
  /** Nothing to be done. */
  | 'info'
  /** The pod is created, but perhaps not as its author meant. */
  | 'warning'
  /** The pod is refused, or with `onInvalid: warn` left as it came. */
  | 'refusal'
  /** Our own fault: the pod is created unchanged. */
  | 'error';

export interface ReasonEntry {
  readonly severity: Severity;
  /** What it means, for people; a full sentence. */
  readonly sentence: string;
}

const info = (sentence: string) => ({ severity: 'info', sentence }) as const;
const warning = (sentence: string) => ({ severity: 'warning', sentence }) as const;
const refusal = (sentence: string) => ({ severity: 'refusal', sentence }) as const;
const fault = (sentence: string) => ({ severity: 'error', sentence }) as const;

/** Why a pod is routed. */
const ROUTE = {
  asked: info('The pod asks for the scheduler, a project or a share of a GPU.'),
  'gpu-workload': info('A recognised workload with a GPU limit, in a namespace that opted in.'),
  'gang-member': info('A member of a gang, which starts only when all members share a scheduler.'),
  'route-all': info('The setting route: all sends every pod of the namespace to the scheduler.'),
} as const;

/** Why a pod is left alone; those of severity `warning` are also said as warnings. */
const LEAVE_ALONE = {
  'namespace-excluded': info('The namespace is on the list of namespaces that are never touched.'),
  'namespace-not-opted-in': info('The namespace does not carry the label runai-injection=enabled.'),
  'opted-out': info('The pod carries the label runai-injection=disabled.'),
  'mirror-pod': info('A mirror pod stands for a static pod and cannot be changed.'),
  'daemonset-pod': info('Pods of a DaemonSet are placed one on each node, not queued.'),
  'already-on-a-node': warning('spec.nodeName is set, so no scheduler will see the pod.'),
  'other-scheduler': warning('The pod names another scheduler, which is its author’s choice.'),
  'scheduler-not-wanted': info('The label runai: "false" says not to use the scheduler.'),
  'run-ai-native': info('Run:ai made this pod itself; its variables are output, not requests.'),
  'helper-pod': info('The pod belongs to a system’s own machinery and needs no GPU.'),
  'cache-hit': info('The step’s result came from a cache; its GPU annotations are removed.'),
  'nothing-asked': info('The pod asks for nothing, and has no GPU.'),
  'unasked-gpu': info(
    'The pod has a GPU limit, but nothing sends it to the scheduler: ask with RUNAI_PROJECT, RUNAI_GPU_FRACTION or the label runai: "true".',
  ),
  'no-project': warning('No project is named on the pod, its gang or its namespace.'),
  'label-not-of-namespace': warning(
    'Nothing was asked, and a project or queue label on the pod or its owner is not its namespace’s.',
  ),
  'pending-poddefault': warning(
    'A PodDefault that is still to be applied sets a value that does not fit what the pod asks for.',
  ),
  'annotations-full': warning('The pod’s annotations leave no room for those of the GPU.'),
} as const;

/** Why a pod is refused. */
const REFUSAL = {
  'foreign-project': refusal('The project that the scheduler would read is not the namespace’s project.'),
  'foreign-queue': refusal('The queue that the scheduler would read is not a queue of the namespace’s project.'),
  'invalid-project': refusal('The project is not a valid label value.'),
  'invalid-fraction': refusal('The value is not a GPU fraction.'),
  'invalid-memory': refusal('The value is not an amount of GPU memory.'),
  'invalid-device-count': refusal('The value is not a number of devices.'),
  'invalid-gpu-limit': refusal('A limit for nvidia.com/gpu is neither a whole number nor one share for one container.'),
  'too-many-gpus': refusal('More whole GPUs than can be meant.'),
  'fraction-and-memory': refusal('A GPU fraction and GPU memory are asked for by the same kind of source.'),
  'share-and-whole-gpus': refusal('A share of a GPU and more than one whole GPU are asked for.'),
  'share-and-mig': refusal('A share of a GPU, or whole GPUs, beside a MIG slice.'),
  'gpu-limit-differs': refusal('The number of whole GPUs asked for is not what the limits say.'),
  'amounts-contradict': refusal(
    'Whole GPUs are asked for by a source that does not last, and another source asks for something else.',
  ),
  'devices-without-share': refusal('A device count stands without a GPU fraction or GPU memory.'),
  'unknown-container': refusal('The container that should get the GPU is not in the pod.'),
} as const;

/** What is only said beside a decision. */
const BESIDE = {
  'sources-disagree': warning('Two sources name different values; the higher one is used.'),
  'unreadable-env': warning('The variable’s value is not in the pod, so admission cannot read it.'),
  'rounded-down': warning('The fraction has more than two decimals and was rounded down.'),
  'unit-converted': warning('The amount of memory was converted to the scheduler’s unit.'),
  'gpu-limit-removed': warning('The limit of one whole GPU was removed in favour of the share.'),
  'gpu-limit-elsewhere': warning('The whole GPUs are in the limits of another container.'),
  'share-follows-limit': warning('The share goes to the container with the GPU limit, and another one asks for it.'),
  'other-accelerator': warning('The pod also asks for another accelerator, and waits for both.'),
  'owner-label-wins': warning('The scheduler reads the label of the pod’s owner before the pod’s own.'),
  'foreign-label-unread': warning('A foreign project or queue stands where the scheduler does not look first.'),
  'amount-on-owner': warning('An amount on the owner of a gang reaches no pod; it belongs on the template.'),
  'nameless-pod': warning('A pod with generateName alone and no owner cannot get a share: KAI names objects after it.'),
  'unknown-runai-value': warning('The label runai is neither true nor false and is ignored.'),
  'empty-project-label': warning('The project label is empty, and a label is never overwritten.'),
} as const;

/** Said by the admission policy inside the API server, where the webhook said nothing. */
const BY_POLICY = {
  unpatched: refusal('The pod asks for an amount of GPU, but the webhook did not patch it.'),
} as const;

/** Our own fault. */
const FAULT = {
  'unreadable-pod': fault('The pod does not have the shape that this version can read.'),
  'deadline-exceeded': fault('The API server had stopped waiting before the pod could be decided.'),
  'internal-error': fault('Something unexpected went wrong inside the webhook.'),
} as const;

const OUTSIDE = { 'not-a-pod-creation': info('The request is not the creation of a Pod.') } as const;

export const REASONS = {
  ...ROUTE,
  ...LEAVE_ALONE,
  ...REFUSAL,
  ...BESIDE,
  ...BY_POLICY,
  ...FAULT,
  ...OUTSIDE,
} as const satisfies Record<string, ReasonEntry>;

export type Reason = keyof typeof REASONS;
export type RouteReason = keyof typeof ROUTE;
export type RefusalReason = keyof typeof REFUSAL;
export type PolicyReason = keyof typeof BY_POLICY;
export type FaultReason = keyof typeof FAULT;
/** With `onInvalid: warn`, what would have been refused is left alone, for the same reason. */
export type LeaveAloneReason = keyof typeof LEAVE_ALONE | RefusalReason;

export const ALL_REASONS = Object.keys(REASONS) as readonly Reason[];
export const REFUSAL_REASONS = Object.keys(REFUSAL) as readonly RefusalReason[];
export const FAULT_REASONS = Object.keys(FAULT) as readonly FaultReason[];
