import { type CelVariable, literal } from '../pod/cel.ts';
import { readableValue } from '../pod/environment.ts';
import { annotationsOf, labelsOf, ownValue, type PodJson, type StringMap } from '../pod/pod.ts';
import type { Source } from '../source.ts';
import { trim } from '../values/text.ts';
import type { GangOwner } from './gang-owner.ts';
import { selectorMatches } from './label-selector.ts';
import type { PodDefault } from './surroundings.ts';

const PODDEFAULT_PREFIX = 'poddefault.admission.kubeflow.org/';
const TRACE_PREFIX = `${PODDEFAULT_PREFIX}poddefault-`;
const EXCLUDE_ANNOTATION = `${PODDEFAULT_PREFIX}exclude`;
const PART_OF_LABEL = 'app.kubernetes.io/part-of';
const KUBEFLOW_PROFILE = 'kubeflow-profile';

/** Whether a PodDefault has left its trace, for CEL; what it set there, CEL cannot tell. */
export const POD_DEFAULT_TRACE_IN_CEL: CelVariable = {
  name: 'hasPodDefault',
  expression: `variables.annotations.exists(key, key.startsWith(${literal(TRACE_PREFIX)}))`,
};

/** How the namespace's PodDefaults stand to one pod. */
export interface PodDefaultsOfPod {
  /** Will be applied by a webhook that runs after ours, as the Kubeflow dashboard 2.0 names it. */
  readonly pending: readonly PodDefault[];
  /** Have left their trace on the pod. */
  readonly applied: readonly PodDefault[];
  /** A trace whose PodDefault is not known: it may have set anything. */
  readonly hasUnknownTrace: boolean;
}

const NONE: PodDefaultsOfPod = { pending: [], applied: [], hasUnknownTrace: false };

/**
 * Kubeflow's PodDefault webhook acts in namespaces of a profile only, and leaves the annotation
 * `poddefault.admission.kubeflow.org/poddefault-<name>` for each PodDefault it applied.
 */
export function podDefaultsOf(
  pod: PodJson,
  namespaceLabels: StringMap | undefined,
  known: readonly PodDefault[],
): PodDefaultsOfPod {
  const annotations = annotationsOf(pod);
  const traces: string[] = [];
  for (const key in annotations) {
    if (key.startsWith(TRACE_PREFIX)) {
      traces.push(key);
    }
  }
  if (traces.length === 0 && known.length === 0) {
    return NONE;
  }
  const traced = new Set(traces.map((key) => key.slice(TRACE_PREFIX.length)));
  const applied = known.filter((podDefault) => traced.has(podDefault.name));
  const pending = willBeApplied(namespaceLabels, excludesPodDefaults(annotations))
    ? known.filter((podDefault) => !traced.has(podDefault.name) && selectorMatches(podDefault.selector, labelsOf(pod)))
    : [];
  return { pending, applied, hasUnknownTrace: applied.length < traced.size };
}

/** A namespace that is not known counts as one of a profile, since it holds PodDefaults. */
function willBeApplied(namespaceLabels: StringMap | undefined, isExcluded: boolean): boolean {
  const inProfile = namespaceLabels === undefined || namespaceLabels[PART_OF_LABEL] === KUBEFLOW_PROFILE;
  return inProfile && !isExcluded;
}

/** Whether a pod, or a template of pods, says that no PodDefault is meant for it. */
export const excludesPodDefaults = (annotations: StringMap): boolean => annotations[EXCLUDE_ANNOTATION] === 'true';

/**
 * The PodDefaults that reach some member of a gang by the labels of its template, applied already or not; none where the
 * gang says everything itself.
 */
export function podDefaultsOfGang(
  { templates, asks, project }: Pick<GangOwner, 'templates' | 'asks' | 'project'>,
  namespaceLabels: StringMap | undefined,
  known: readonly PodDefault[],
): readonly PodDefault[] {
  const reached = templates.filter(({ excludesPodDefaults: isExcluded }) => willBeApplied(namespaceLabels, isExcluded));
  return reached.length === 0 || (asks && project !== undefined)
    ? []
    : known.filter(({ selector }) => reached.some(({ all }) => selectorMatches(selector, all)));
}

/**
 * Whether a PodDefault is the reason for a request, rather than the author of this very pod. Where a trace cannot be
 * resolved, everything may come from it. What stands neither on the pod nor on a container stands in a PodDefault.
 *
 * @param value what was said, white space dropped; `undefined` where it cannot be read
 */
export function isExplainedByPodDefault(
  podDefaults: PodDefaultsOfPod,
  { source, value }: { readonly source: Source; readonly value: string | undefined },
): boolean {
  if (source.kind !== 'annotation' && source.kind !== 'label' && source.kind !== 'env') {
    return true;
  }
  const { kind, name } = source;
  return podDefaults.hasUnknownTrace || anySets(podDefaults, kind, name, value);
}

/** Whether a PodDefault that is known sets this annotation to this value. */
export const setsAnnotation = (podDefaults: PodDefaultsOfPod, name: string, value: string | undefined): boolean =>
  anySets(podDefaults, 'annotation', name, value);

const anySets = (
  { applied, pending }: PodDefaultsOfPod,
  part: 'annotation' | 'label' | 'env',
  name: string,
  value: string | undefined,
): boolean => [...applied, ...pending].some((podDefault) => sets(podDefault, part, name, value));

function sets(
  podDefault: PodDefault,
  part: 'annotation' | 'label' | 'env',
  name: string,
  value: string | undefined,
): boolean {
  if (part === 'env') {
    return podDefault.env.some((env) => env.name === name && readableValue(env) === value);
  }
  const set = ownValue(part === 'label' ? podDefault.labels : podDefault.annotations, name);
  return set !== undefined && trim(set) === value;
}
