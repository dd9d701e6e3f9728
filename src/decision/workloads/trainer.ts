import { type CelVariable, hasLabel } from '../pod/cel.ts';
import { containerNamed } from '../pod/containers.ts';
import { labelsOf, ownerOfKind } from '../pod/pod.ts';
import type { GangReader, Recognizer } from './workload.ts';

const JOBSET_LABEL = 'jobset.sigs.k8s.io/jobset-name';
const REPLICATED_JOB_LABEL = 'jobset.sigs.k8s.io/replicatedjob-name';
const JOBS = new Set(['Job']);
/** They download data and models before the nodes start. */
const INITIALIZERS: ReadonlySet<string | undefined> = new Set(['dataset-initializer', 'model-initializer']);

/** Kubeflow Trainer runs a TrainJob as a JobSet; its pods name the JobSet in a label. */
export const recognizeTrainer: Recognizer = (pod) => {
  const labels = labelsOf(pod);
  if (labels[JOBSET_LABEL] === undefined) {
    return undefined;
  }
  return INITIALIZERS.has(labels[REPLICATED_JOB_LABEL])
    ? { role: 'companion', name: 'trainer-initializer' }
    : { role: 'work', name: 'trainer', sign: containerNamed(pod, 'node') };
};

export const TRAINER_IN_CEL: CelVariable = { name: 'isTrainer', expression: hasLabel(JOBSET_LABEL) };

/** A JobSet's pods belong to its Jobs. */
export const jobSetGang: GangReader = (pod) => {
  const name = labelsOf(pod)[JOBSET_LABEL];
  return name === undefined
    ? undefined
    : {
        gang: { group: 'jobset.x-k8s.io', kind: 'JobSet', name },
        through: ownerOfKind(pod, 'batch', JOBS),
      };
};
