/** Every label, annotation and environment variable that a decision reads or writes, in one place. */

export const PROGRAM = 'gpu-fraction-webhook';

/** Annotations that the Run:ai and KAI schedulers read; all values are strings. */
export const GPU_FRACTION = 'gpu-fraction';
export const GPU_MEMORY = 'gpu-memory';
export const GPU_FRACTION_NUM_DEVICES = 'gpu-fraction-num-devices';
export const GPU_FRACTION_CONTAINER_NAME = 'gpu-fraction-container-name';

export const GPU_ANNOTATIONS = [
  GPU_FRACTION,
  GPU_MEMORY,
  GPU_FRACTION_NUM_DEVICES,
  GPU_FRACTION_CONTAINER_NAME,
] as const;

export type GpuAnnotation = (typeof GPU_ANNOTATIONS)[number];

/** What people and Kubeflow's forms can set: the historical names of Run:ai's guide, and `RUNAI_GPU_MEMORY`. */
export const RUNAI_PROJECT = 'RUNAI_PROJECT';
export const RUNAI_GPU_FRACTION = 'RUNAI_GPU_FRACTION';
export const RUNAI_GPU_MEMORY = 'RUNAI_GPU_MEMORY';

/** "Use the scheduler" (`true`) or "do not" (`false`), as in Run:ai's Kubeflow Pipelines samples. */
export const RUNAI_LABEL = 'runai';

/** One value on a Namespace opts its pods in, another on a Pod opts it out. */
export const INJECTION_LABEL = 'runai-injection';
export const INJECTION_ENABLED = 'enabled';
export const INJECTION_DISABLED = 'disabled';

/** What was decided, for people. No decision ever reads it. */
export const DECISION_ANNOTATION = `${PROGRAM}/decision`;

/** On a Namespace: queues that its pods may use beside its project's own, separated by commas. */
export const QUEUES_ANNOTATION = `${PROGRAM}/queues`;

export const NVIDIA_GPU = 'nvidia.com/gpu';
export const NVIDIA_MIG_PREFIX = 'nvidia.com/mig-';

/** What the API server fills in before admission: a pod that names no scheduler arrives with this one. */
export const DEFAULT_SCHEDULER = 'default-scheduler';

/** Written by the kubelet on the API object of a static pod; such a pod cannot be changed. */
export const MIRROR_POD_ANNOTATION = 'kubernetes.io/config.mirror';

export const DEFAULT_CONTAINER_ANNOTATION = 'kubectl.kubernetes.io/default-container';
