import { ownValue, type StringMap } from '../pod/pod.ts';
import type { SourcedValue } from '../source.ts';
import { trim } from '../values/text.ts';
import { QUEUES_ANNOTATION } from '../vocabulary.ts';
import type { NamespaceFacts } from './surroundings.ts';

/** What a pod's namespace says about it. */
export interface NamespaceContext {
  readonly name: string;
  /** Absent where the namespace is not known. */
  readonly labels: StringMap | undefined;
  /** The project that the namespace belongs to. */
  readonly project: SourcedValue | undefined;
  /** Queues that its pods may use beside the project's own, since a project may have several. */
  readonly queues: ReadonlySet<string>;
}

const NO_QUEUES: ReadonlySet<string> = new Set();

export function readNamespace(name: string, facts: NamespaceFacts | undefined, projectLabel: string): NamespaceContext {
  const project = trim(ownValue(facts?.labels ?? {}, projectLabel) ?? '');
  return {
    name,
    labels: facts?.labels,
    project: project === '' ? undefined : { value: project, source: { kind: 'namespace', label: projectLabel } },
    queues: queuesOf(facts?.annotations[QUEUES_ANNOTATION]),
  };
}

/** Names separated by commas, as people write lists into annotations. */
function queuesOf(list: string | undefined): ReadonlySet<string> {
  return list === undefined
    ? NO_QUEUES
    : new Set(
        list
          .split(',')
          .map(trim)
          .filter((queue) => queue !== ''),
      );
}
