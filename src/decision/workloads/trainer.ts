import { type CelVariable, containersNamed, hasLabel, label, literal } from '../pod/cel.ts';
import { containerNamed } from '../pod/containers.ts';
import { labelsOf, ownerOfKind } from '../pod/pod.ts';
import type { GangReader, Recognizer } from './workload.ts';

const JOBSET_LABEL = 'jobset.sigs.k8s.io/jobset-name';
const REPLICATED_JOB_LABEL = 'jobset.sigs.k8s.io/replicatedjob-name';
const JOBS = new Set(['Job']);
/** They download data and models before the nodes start. */
const INITIALIZER_NAMES = ['dataset-initializer', 'model-initializer'] as const;
const INITIALIZERS: ReadonlySet<string | undefined> = new Set(INITIALIZER_NAMES);
const NODE_CONTAINER = 'node';

/** Kubeflow Trainer runs a TrainJob as a JobSet; its pods name the JobSet in a label. */
export const recognizeTrainer: Recognizer = (pod) => {
  const labels = labelsOf(pod);
  if (labels[JOBSET_LABEL] === undefined) {
    return undefined;
  }
  return INITIALIZERS.has(labels[REPLICATED_JOB_LABEL])
    ? { role: 'companion', name: 'trainer-initializer' }
    : { role: 'work', name: 'trainer', sign: containerNamed(pod, NODE_CONTAINER) };
};

export const TRAINER_IN_CEL: CelVariable = { name: 'isTrainer', expression: hasLabel(JOBSET_LABEL) };

export const TRAINER_INITIALIZER_IN_CEL = `${hasLabel(JOBSET_LABEL)} && ${label(REPLICATED_JOB_LABEL)} in ${literal(INITIALIZER_NAMES)}`;

export const TRAINER_SIGN_IN_CEL = `${TRAINER_INITIALIZER_IN_CEL} ? [] : ${containersNamed(NODE_CONTAINER)}`;

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
