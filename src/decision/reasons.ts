/**
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

interface ReasonEntry {
  readonly severity: Severity;
  /** What it means, for people; a full sentence. */
  readonly sentence: string;
}

export const REASONS = {
  // Routed, and why.
  asked: { severity: 'info', sentence: 'The pod asks for the scheduler, a project or a share of a GPU.' },
  'gpu-workload': {
    severity: 'info',
    sentence: 'A recognised workload with a GPU limit, in a namespace that opted in.',
  },
  'gang-member': {
    severity: 'info',
    sentence: 'A member of a gang, which starts only when all members share a scheduler.',
  },
  'route-all': {
    severity: 'info',
    sentence: 'The setting route: all sends every pod of the namespace to the scheduler.',
  },

  // Left alone, and why.
  'not-a-pod-creation': { severity: 'info', sentence: 'The request is not the creation of a Pod.' },
  'namespace-excluded': {
    severity: 'info',
    sentence: 'The namespace is on the list of namespaces that are never touched.',
  },
  'namespace-not-opted-in': {
    severity: 'info',
    sentence: 'The namespace does not carry the label runai-injection=enabled.',
  },
  'opted-out': { severity: 'info', sentence: 'The pod carries the label runai-injection=disabled.' },
  'mirror-pod': { severity: 'info', sentence: 'A mirror pod stands for a static pod and cannot be changed.' },
  'daemonset-pod': { severity: 'info', sentence: 'Pods of a DaemonSet are placed one on each node, not queued.' },
  'already-on-a-node': { severity: 'warning', sentence: 'spec.nodeName is set, so no scheduler will see the pod.' },
  'other-scheduler': {
    severity: 'warning',
    sentence: 'The pod names another scheduler, which is its author’s choice.',
  },
  'scheduler-not-wanted': { severity: 'info', sentence: 'The label runai: "false" says not to use the scheduler.' },
  'run-ai-native': { severity: 'info', sentence: 'Run:ai made this pod itself; its variables are output, not wishes.' },
  'helper-pod': { severity: 'info', sentence: 'The pod belongs to a system’s own machinery and needs no GPU.' },
  'cache-hit': { severity: 'info', sentence: 'The step’s result came from a cache; its GPU annotations are removed.' },
  'nothing-asked': { severity: 'info', sentence: 'The pod asks for nothing, and is no GPU workload.' },
  'no-project': { severity: 'warning', sentence: 'No project is named on the pod, its gang or its namespace.' },
  'label-not-of-namespace': {
    severity: 'warning',
    sentence: 'Nothing was asked, and a project or queue label on the pod is not its namespace’s.',
  },
  'pending-poddefault': {
    severity: 'warning',
    sentence: 'A PodDefault that is still to be applied sets a value that does not fit what the pod asks for.',
  },

  // Refused, and why.
  'foreign-project': { severity: 'refusal', sentence: 'The pod’s project is not its namespace’s project.' },
  'foreign-queue': { severity: 'refusal', sentence: 'The pod’s queue label is not its namespace’s project.' },
  'invalid-project': { severity: 'refusal', sentence: 'The project is not a valid label value.' },
  'invalid-fraction': { severity: 'refusal', sentence: 'The value is not a GPU fraction.' },
  'invalid-memory': { severity: 'refusal', sentence: 'The value is not an amount of GPU memory.' },
  'invalid-device-count': { severity: 'refusal', sentence: 'The value is not a number of devices.' },
  'too-many-gpus': { severity: 'refusal', sentence: 'More whole GPUs than can be meant.' },
  'fraction-and-memory': {
    severity: 'refusal',
    sentence: 'A GPU fraction and GPU memory are asked for in the same source.',
  },
  'share-and-whole-gpus': {
    severity: 'refusal',
    sentence: 'A share of a GPU and more than one whole GPU are asked for.',
  },
  'share-and-mig': { severity: 'refusal', sentence: 'A share of a GPU, or whole GPUs, beside a MIG slice.' },
  'gpu-limit-differs': {
    severity: 'refusal',
    sentence: 'The number of whole GPUs asked for is not what the limits say.',
  },
  'amounts-contradict': {
    severity: 'refusal',
    sentence: 'Whole GPUs are asked for in a source that does not last, and another source asks for something else.',
  },
  'devices-without-share': {
    severity: 'refusal',
    sentence: 'A device count stands without a GPU fraction or GPU memory.',
  },
  'unknown-container': { severity: 'refusal', sentence: 'The container that should get the GPU is not in the pod.' },

  // Said beside a decision.
  'sources-disagree': { severity: 'warning', sentence: 'Two sources name different values; the higher one is used.' },
  'unreadable-env': {
    severity: 'warning',
    sentence: 'The variable’s value is not in the pod, so admission cannot read it.',
  },
  'rounded-down': { severity: 'warning', sentence: 'The fraction has more than two decimals and was rounded down.' },
  'unit-converted': { severity: 'warning', sentence: 'The amount of memory was converted to the scheduler’s unit.' },
  'gpu-limit-removed': {
    severity: 'warning',
    sentence: 'The limit of one whole GPU was removed in favour of the share.',
  },
  'gpu-limit-elsewhere': { severity: 'warning', sentence: 'The whole GPUs are in the limits of another container.' },
  'unknown-runai-value': { severity: 'warning', sentence: 'The label runai is neither true nor false and is ignored.' },
  'empty-project-label': {
    severity: 'warning',
    sentence: 'The project label is empty, and a label is never overwritten.',
  },

  // Our own fault.
  'unreadable-pod': { severity: 'error', sentence: 'The pod does not have the shape that this version can read.' },
  'deadline-exceeded': {
    severity: 'error',
    sentence: 'The API server had stopped waiting before the pod could be decided.',
  },
  'internal-error': { severity: 'error', sentence: 'Something unexpected went wrong inside the webhook.' },
} as const satisfies Record<string, ReasonEntry>;

export type Reason = keyof typeof REASONS;

type ReasonOf<S extends Severity> = { [R in Reason]: (typeof REASONS)[R]['severity'] extends S ? R : never }[Reason];

export type RefusalReason = ReasonOf<'refusal'>;
export type RouteReason = 'asked' | 'gpu-workload' | 'gang-member' | 'route-all';

export const ALL_REASONS = Object.keys(REASONS) as readonly Reason[];
