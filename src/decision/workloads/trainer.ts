import { containerNamed } from '../pod/containers.ts';
import { labelsOf } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

const JOBSET_LABEL = 'jobset.sigs.k8s.io/jobset-name';
const REPLICATED_JOB_LABEL = 'jobset.sigs.k8s.io/replicatedjob-name';
/** They download data and models before the nodes start. */
const INITIALIZERS: ReadonlySet<string | undefined> = new Set(['dataset-initializer', 'model-initializer']);

/** Kubeflow Trainer runs a TrainJob as a JobSet; its pods are owned by Jobs and name the JobSet in a label. */
export const recognizeTrainer: Recognizer = (pod) => {
  const labels = labelsOf(pod);
  const jobSet = labels[JOBSET_LABEL];
  if (jobSet === undefined) {
    return undefined;
  }
  const gang = { group: 'jobset.x-k8s.io', kind: 'JobSet', name: jobSet };
  return INITIALIZERS.has(labels[REPLICATED_JOB_LABEL])
    ? { role: 'companion', name: 'trainer-initializer', gang }
    : { role: 'work', name: 'trainer', sign: containerNamed(pod, 'node'), gang };
};
