import type { PodDefault } from '../known/surroundings.ts';
import { type ContainerEnvironment, type RequestEnv, readableValue } from '../pod/environment.ts';
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

/** Of what stands on the pod itself. */
export const onPod: RequestSources['sourceOf'] = (kind, name) => ({ kind, name });

/** All that was asked under one spelling, the winner first. What is empty was not asked. */
export function findRequests(spelling: Spelling, sources: RequestSources): readonly SourcedRequest[] {
  const found: SourcedRequest[] = [];
  const { annotations, labels, environment, sourceOf } = sources;
  addFromMap(found, annotations, spelling.annotations, RANK.annotation, 'annotation', sourceOf);
  addFromMap(found, labels, spelling.labels, RANK.label, 'label', sourceOf);
  if (spelling.env !== undefined) {
    for (const one of environment) {
      addFromEnvironment(found, one, spelling.env, sources.workContainer);
    }
  }
  for (const podDefault of sources.pending) {
    addPending(found, podDefault, spelling);
  }
  return found.length > 1 ? found.sort((a, b) => a.rank - b.rank) : found;
}

function addFromMap<Part extends 'annotation' | 'label'>(
  found: SourcedRequest[],
  map: StringMap,
  names: readonly string[],
  rank: Rank,
  part: Part,
  sourceOf: (part: Part, name: string) => Source,
): void {
  for (const name of names) {
    const typed = ownValue(map, name);
    const value = typed === undefined ? '' : trim(typed);
    if (value !== '') {
      found.push({ value, rank, source: sourceOf(part, name) });
    }
  }
}

function addFromEnvironment(
  found: SourcedRequest[],
  { container, values }: ContainerEnvironment,
  name: RequestEnv,
  workContainer: string,
): void {
  const value = values.get(name);
  if (value !== '' && values.has(name)) {
    const rank = container === workContainer ? RANK.workEnv : RANK.otherEnv;
    found.push({ value, rank, source: { kind: 'env', name, container } });
  }
}

function addPending(
  found: SourcedRequest[],
  { name: podDefault, annotations, labels, env }: PodDefault,
  spelling: Spelling,
): void {
  const sourceOf = (part: 'annotation' | 'label' | 'env', name: string): Source => ({
    kind: 'pod-default',
    podDefault,
    part,
    name,
  });
  addFromMap(found, annotations, spelling.annotations, RANK.pendingAnnotation, 'annotation', sourceOf);
  addFromMap(found, labels, spelling.labels, RANK.pendingLabel, 'label', sourceOf);
  for (const variable of env) {
    const value = variable.name === spelling.env ? readableValue(variable) : '';
    if (value !== '') {
      found.push({ value, rank: RANK.pendingEnv, source: sourceOf('env', variable.name) });
    }
  }
}

const NONE: readonly never[] = [];

export const isReadable = (request: SourcedRequest): request is ReadableRequest => request.value !== undefined;

/** The first request that can be read, and the unreadable ones that stand before it. */
export function firstReadable(requests: readonly SourcedRequest[]): {
  readonly winner: ReadableRequest | undefined;
  readonly unreadable: readonly SourcedRequest[];
} {
  const index = requests.findIndex(isReadable);
  const winner = index < 0 ? undefined : (requests[index] as ReadableRequest);
  return { winner, unreadable: index < 0 ? requests : index === 0 ? NONE : requests.slice(0, index) };
}
