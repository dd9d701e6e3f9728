import type { RequestEnv } from '../pod/environment.ts';
import {
  GPU_FRACTION,
  GPU_FRACTION_CONTAINER_NAME,
  GPU_FRACTION_NUM_DEVICES,
  GPU_MEMORY,
  RUNAI_GPU_FRACTION,
  RUNAI_GPU_MEMORY,
  RUNAI_LABEL,
  RUNAI_PROJECT,
} from '../vocabulary.ts';

/** The names under which something can be asked for; within a list, the left one comes first. */
export interface Spelling {
  readonly annotations: readonly string[];
  readonly labels: readonly string[];
  readonly env: RequestEnv | undefined;
}

export const PROJECT = {
  annotations: [RUNAI_PROJECT],
  labels: [RUNAI_PROJECT],
  env: RUNAI_PROJECT,
} as const satisfies Spelling;
export const FRACTION = {
  annotations: [GPU_FRACTION, RUNAI_GPU_FRACTION],
  labels: [GPU_FRACTION, RUNAI_GPU_FRACTION],
  env: RUNAI_GPU_FRACTION,
} as const satisfies Spelling;
export const MEMORY = {
  annotations: [GPU_MEMORY],
  labels: [GPU_MEMORY],
  env: RUNAI_GPU_MEMORY,
} as const satisfies Spelling;
export const NUM_DEVICES: Spelling = { annotations: [GPU_FRACTION_NUM_DEVICES], labels: [], env: undefined };
export const CONTAINER: Spelling = { annotations: [GPU_FRACTION_CONTAINER_NAME], labels: [], env: undefined };
export const USE_SCHEDULER: Spelling = { annotations: [], labels: [RUNAI_LABEL], env: undefined };

/** One label alone, whose key the settings choose. */
export const onLabel = (key: string): Spelling => ({ annotations: [], labels: [key], env: undefined });
