import type { PodDefault } from '../known/surroundings.ts';
import type { EnvValue } from '../pod/environment.ts';
import { readableValue } from '../pod/environment.ts';
import type { StringMap } from '../pod/pod.ts';
import type { Source } from '../source.ts';
import { trim } from '../values/trim.ts';
import {
  GPU_FRACTION,
  GPU_FRACTION_NUM_DEVICES,
  GPU_MEMORY,
  RUNAI_GPU_FRACTION,
  RUNAI_GPU_MEMORY,
  RUNAI_LABEL,
  RUNAI_PROJECT,
} from '../vocabulary.ts';

/** The names under which a wish can be said; within a list, the left one comes first. */
export interface Spelling {
  readonly annotations: readonly string[];
  readonly labels: readonly string[];
  readonly env: readonly string[];
}

export const PROJECT: Spelling = { annotations: [RUNAI_PROJECT], labels: [RUNAI_PROJECT], env: [RUNAI_PROJECT] };
export const FRACTION: Spelling = {
  annotations: [GPU_FRACTION, RUNAI_GPU_FRACTION],
  labels: [GPU_FRACTION, RUNAI_GPU_FRACTION],
  env: [RUNAI_GPU_FRACTION],
};
export const MEMORY: Spelling = { annotations: [GPU_MEMORY], labels: [GPU_MEMORY], env: [RUNAI_GPU_MEMORY] };
export const NUM_DEVICES: Spelling = { annotations: [GPU_FRACTION_NUM_DEVICES], labels: [], env: [] };
export const USE_SCHEDULER: Spelling = { annotations: [], labels: [RUNAI_LABEL], env: [] };

/** Higher sources have a lower rank; values of one rank come from the same kind of source. */
export const RANK = {
  annotation: 0,
  label: 1,
  workEnv: 2,
  otherEnv: 3,
  pendingAnnotation: 4,
  pendingLabel: 5,
  pendingEnv: 6,
} as const;

export interface Wish {
  /** What was typed, white space around it dropped; `undefined` where admission cannot read it. */
  readonly value: string | undefined;
  readonly source: Source;
  readonly rank: number;
}

export interface ReadableWish extends Wish {
  readonly value: string;
}

/** Everything that may say something about one pod. */
export interface Voices {
  readonly annotations: StringMap;
  readonly labels: StringMap;
  readonly environment: readonly EnvValue[];
  /** Name of the container that does the work; its environment comes before that of the others. */
  readonly workContainer: string;
  readonly pending: readonly PodDefault[];
}

/** All that was said about one wish, the winner first. What is empty was not said. */
export function wishesFor(spelling: Spelling, voices: Voices): readonly Wish[] {
  const wishes: Wish[] = [];
  const hear = (value: string | undefined, rank: number, source: Source) => {
    if (value !== '') {
      wishes.push({ value, rank, source });
    }
  };
  for (const name of spelling.annotations) {
    hear(trim(voices.annotations[name] ?? ''), RANK.annotation, { kind: 'annotation', name });
  }
  for (const name of spelling.labels) {
    hear(trim(voices.labels[name] ?? ''), RANK.label, { kind: 'label', name });
  }
  for (const { name, container, value } of voices.environment) {
    if (spelling.env.includes(name)) {
      const rank = container === voices.workContainer ? RANK.workEnv : RANK.otherEnv;
      hear(value, rank, { kind: 'env', name, container });
    }
  }
  for (const podDefault of voices.pending) {
    hearPending(spelling, podDefault, hear);
  }
  return wishes.length > 1 ? wishes.sort((a, b) => a.rank - b.rank) : wishes;
}

function hearPending(
  spelling: Spelling,
  podDefault: PodDefault,
  hear: (value: string | undefined, rank: number, source: Source) => void,
): void {
  const source = (part: 'annotation' | 'label' | 'env', name: string) =>
    ({ kind: 'pod-default', podDefault: podDefault.name, part, name }) as const;
  for (const name of spelling.annotations) {
    hear(trim(podDefault.annotations[name] ?? ''), RANK.pendingAnnotation, source('annotation', name));
  }
  for (const name of spelling.labels) {
    hear(trim(podDefault.labels[name] ?? ''), RANK.pendingLabel, source('label', name));
  }
  for (const env of podDefault.env) {
    if (spelling.env.includes(env.name)) {
      hear(readableValue(env), RANK.pendingEnv, source('env', env.name));
    }
  }
}

export const isReadable = (wish: Wish): wish is ReadableWish => wish.value !== undefined;

/** The first wish that can be read, and the unreadable ones that stand before it. */
export function firstReadable(wishes: readonly Wish[]): {
  readonly winner: ReadableWish | undefined;
  readonly unreadable: readonly Wish[];
} {
  const index = wishes.findIndex(isReadable);
  const winner = index < 0 ? undefined : (wishes[index] as ReadableWish);
  return { winner, unreadable: index < 0 ? wishes : wishes.slice(0, index) };
}
