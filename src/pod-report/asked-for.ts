import { annotationsOf, type ContainerJson, labelsOf, ownValue, type PodJson } from '../decision/pod/pod.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import {
  DECISION_ANNOTATION,
  DEFAULT_SCHEDULER,
  GPU_FRACTION,
  GPU_FRACTION_CONTAINER_NAME,
  GPU_MEMORY,
  NVIDIA_GPU,
} from '../decision/vocabulary.ts';
import type { ToldDecision, ToldValue } from '../patch/read-decision.ts';

/*
 * A stored pod carries what the webhook wrote, and a decision about that would find nothing to do. So what was written is
 * taken off again, as far as the decision annotation tells what was the pod's own.
 */

/** A pod as it asked, and what cannot be known of that any more. */
export interface AskedFor {
  readonly pod: PodJson;
  readonly unsure: readonly string[];
}

/** A pod that the webhook did not touch: only the node is not what was asked for. */
export const withoutNode = (pod: PodJson): PodJson => {
  const { nodeName: _, ...spec } = pod.spec;
  return { ...pod, spec };
};

/** @param told what the annotation of this very pod says */
export function asAskedFor(stored: PodJson, told: ToldDecision, settings: DecisionSettings): AskedFor {
  const unsure: string[] = [];
  const labels = withoutWrittenLabels(stored, told, settings);
  const annotations = withoutWrittenAnnotations(stored, told);
  const { spec, metadata, ...rest } = withoutNode(stored);
  const isOwnScheduler = told.kind === 'left-alone';
  if (told.warnings.includes('gpu-limit-removed')) {
    unsure.push('a limit of one whole GPU was taken off; it is left out here');
  }
  return {
    pod: {
      ...rest,
      metadata: { ...metadata, labels, annotations },
      spec: {
        ...spec,
        ...(isOwnScheduler ? {} : { schedulerName: DEFAULT_SCHEDULER }),
        containers: spec.containers.map((container) => withLimit(container, told.amount)),
      },
    },
    unsure,
  };
}

const isFrom = (told: ToldValue, part: 'label' | 'annotation', name: string): boolean =>
  told.from === `${part} ${name}`;

function withoutWrittenLabels(
  stored: PodJson,
  { project }: ToldDecision,
  { projectLabel, queueLabel, queueLabelKey, nodePoolLabel }: DecisionSettings,
): Readonly<Record<string, string>> {
  const labels = { ...labelsOf(stored) };
  if (project === undefined) {
    return labels;
  }
  const isOwn = isFrom(project, 'label', projectLabel);
  if (!isOwn && ownValue(labels, projectLabel) === project.value) {
    delete labels[projectLabel];
  }
  const queues = [project.value, `${project.value}-${ownValue(labels, nodePoolLabel) ?? ''}`];
  if (queueLabel && queues.includes(ownValue(labels, queueLabelKey) ?? '')) {
    delete labels[queueLabelKey];
  }
  return labels;
}

function withoutWrittenAnnotations(stored: PodJson, { amount }: ToldDecision): Readonly<Record<string, string>> {
  const annotations = { ...annotationsOf(stored) };
  delete annotations[DECISION_ANNOTATION];
  if (amount === undefined) {
    return annotations;
  }
  const isOwn = [GPU_FRACTION, GPU_MEMORY].some((name) => isFrom(amount, 'annotation', name));
  const whole = /^(\d+) whole GPUs?$/.exec(amount.value)?.[1];
  if (isOwn && whole !== undefined) {
    // An annotation that meant whole GPUs was taken off.
    annotations[GPU_FRACTION] = whole;
  }
  if (!isOwn) {
    delete annotations[GPU_FRACTION];
    delete annotations[GPU_MEMORY];
  }
  if (whole === undefined) {
    delete annotations[GPU_FRACTION_CONTAINER_NAME];
  }
  return annotations;
}

/** A share that stood in a container's limits was taken off there, since the API server refuses it. */
function withLimit(container: ContainerJson, amount: ToldDecision['amount']): ContainerJson {
  const share = /^gpu-fraction (\S+)$/.exec(amount?.value ?? '')?.[1];
  if (share === undefined || amount?.from !== `limit ${NVIDIA_GPU} of container ${container.name}`) {
    return container;
  }
  const limits = { ...container.resources?.limits, [NVIDIA_GPU]: share };
  return { ...container, resources: { ...container.resources, limits } };
}
