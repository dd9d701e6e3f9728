import type { PodDefault } from '../known/surroundings.ts';
import { type ContainerEnvironment, readableValue } from '../pod/environment.ts';
import { ownValue, type StringMap } from '../pod/pod.ts';
import type { Source } from '../source.ts';
import { trim } from '../values/text.ts';
import type { Spelling } from './spellings.ts';

/** Higher sources have a lower rank; requests of one rank come from the same kind of source. */
export const RANK = {
  annotation: 0,
  label: 1,
  workEnv: 2,
  otherEnv: 3,
  pendingAnnotation: 4,
  pendingLabel: 5,
  pendingEnv: 6,
} as const;

export type Rank = (typeof RANK)[keyof typeof RANK];

/** Something that was asked for, and where. */
export interface SourcedRequest {
  /** What was typed, white space around it dropped; `undefined` where admission cannot read it. */
  readonly value: string | undefined;
  readonly source: Source;
  readonly rank: Rank;
}

export interface ReadableRequest extends SourcedRequest {
  readonly value: string;
}

/** Everything that may say something about one pod. */
export interface RequestSources {
  readonly annotations: StringMap;
  readonly labels: StringMap;
  readonly environment: readonly ContainerEnvironment[];
  /** Name of the container that does the work; its environment comes before that of the others. */
  readonly workContainer: string;
  readonly pending: readonly PodDefault[];
  /** Where an annotation or label of these stands. */
  readonly sourceOf: (kind: 'annotation' | 'label', name: string) => Source;
}

/** All that was asked under one spelling, the winner first. What is empty was not asked. */
export function findRequests(spelling: Spelling, sources: RequestSources): readonly SourcedRequest[] {
  const found: SourcedRequest[] = [];
  const add = (value: string | undefined, rank: Rank, source: Source): void => {
    if (value !== '') {
      found.push({ value, rank, source });
    }
  };
  for (const name of spelling.annotations) {
    add(trimmed(sources.annotations, name), RANK.annotation, sources.sourceOf('annotation', name));
  }
  for (const name of spelling.labels) {
    add(trimmed(sources.labels, name), RANK.label, sources.sourceOf('label', name));
  }
  const { env } = spelling;
  if (env !== undefined) {
    for (const { container, values } of sources.environment) {
      if (values.has(env)) {
        const rank = container === sources.workContainer ? RANK.workEnv : RANK.otherEnv;
        add(values.get(env), rank, { kind: 'env', name: env, container });
      }
    }
  }
  for (const podDefault of sources.pending) {
    addPending(spelling, podDefault, add);
  }
  return found.length > 1 ? found.sort((a, b) => a.rank - b.rank) : found;
}

function addPending(
  spelling: Spelling,
  { name: podDefault, annotations, labels, env }: PodDefault,
  add: (value: string | undefined, rank: Rank, source: Source) => void,
): void {
  const source = (part: 'annotation' | 'label' | 'env', name: string): Source => ({
    kind: 'pod-default',
    podDefault,
    part,
    name,
  });
  for (const name of spelling.annotations) {
    add(trimmed(annotations, name), RANK.pendingAnnotation, source('annotation', name));
  }
  for (const name of spelling.labels) {
    add(trimmed(labels, name), RANK.pendingLabel, source('label', name));
  }
  for (const variable of env) {
    if (variable.name === spelling.env) {
      add(readableValue(variable), RANK.pendingEnv, source('env', variable.name));
    }
  }
}

const trimmed = (map: StringMap, key: string): string => trim(ownValue(map, key) ?? '');

export const isReadable = (request: SourcedRequest): request is ReadableRequest => request.value !== undefined;

/** The first request that can be read, and the unreadable ones that stand before it. */
export function firstReadable(requests: readonly SourcedRequest[]): {
  readonly winner: ReadableRequest | undefined;
  readonly unreadable: readonly SourcedRequest[];
} {
  const index = requests.findIndex(isReadable);
  const winner = index < 0 ? undefined : (requests[index] as ReadableRequest);
  return { winner, unreadable: index < 0 ? requests : requests.slice(0, index) };
}
