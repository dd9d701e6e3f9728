import { annotationsOf, labelsOf, ownValue, type PodJson } from '../decision/pod/pod.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import { DECISION_ANNOTATION, DEFAULT_SCHEDULER, GPU_ANNOTATIONS, NVIDIA_GPU } from '../decision/vocabulary.ts';

/** What this program owns of a pod, each field by the name that a person would use; absent where the pod has none. */
export type OwnedFields = ReadonlyMap<string, string>;

export const DECISION_FIELD = `annotation ${DECISION_ANNOTATION}`;

/** The text of the decision is for people and may tell what only the server knows; that it is there is what counts. */
const PRESENT = 'is there';

export function ownedFields(pod: PodJson, settings: DecisionSettings): OwnedFields {
  const labels = labelsOf(pod);
  const annotations = annotationsOf(pod);
  const fields: (readonly [string, string | undefined])[] = [
    ['spec.schedulerName', pod.spec.schedulerName || DEFAULT_SCHEDULER],
    ...[settings.projectLabel, settings.queueLabelKey].map((key) => [`label ${key}`, ownValue(labels, key)] as const),
    ...GPU_ANNOTATIONS.map((key) => [`annotation ${key}`, ownValue(annotations, key)] as const),
    [DECISION_FIELD, ownValue(annotations, DECISION_ANNOTATION) === undefined ? undefined : PRESENT],
    ...pod.spec.containers.flatMap(({ name, resources }) =>
      (['limits', 'requests'] as const).map((side) => {
        const count = ownValue(resources?.[side] ?? {}, NVIDIA_GPU);
        return [`${side} ${NVIDIA_GPU} of container ${name}`, count?.toString()] as const;
      }),
    ),
  ];
  return new Map(fields.flatMap(([field, value]) => (value === undefined ? [] : [[field, value] as const])));
}

/** Whether only this program could have written it here: labels may also come from a webhook of the scheduler. */
export const isOnlyOurs = (field: string): boolean => !field.startsWith('label ');

export const wroteDecision = (fields: OwnedFields): boolean => fields.has(DECISION_FIELD);
