import { any, type CelVariable, containersWithEnv, hasContainer, hasLabel } from '../pod/cel.ts';
import { containerNamed, containerWithEnv } from '../pod/containers.ts';
import { labelsOf } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

const TRIAL_LABEL = 'katib.kubeflow.org/trial';
const EXPERIMENT_LABEL = 'katib.kubeflow.org/experiment';
const DEPLOYMENT_LABEL = 'katib.kubeflow.org/deployment';
const SUGGESTION_CONTAINER = 'suggestion';
/** Katib's webhook puts this on the trial's primary container. */
const TRIAL_NAME_ENV = 'KATIB_TRIAL_NAME';

/** The service that proposes hyperparameters; a Deployment that lives as long as the experiment. */
export const recognizeKatibSuggestion: Recognizer = (pod) => {
  const labels = labelsOf(pod);
  const suggestion =
    labels[DEPLOYMENT_LABEL] !== undefined ||
    (labels[EXPERIMENT_LABEL] !== undefined && containerNamed(pod, SUGGESTION_CONTAINER) !== undefined);
  return suggestion ? { role: 'helper', name: 'katib-suggestion' } : undefined;
};

export const KATIB_SUGGESTION_IN_CEL: CelVariable = {
  name: 'isKatibSuggestion',
  expression: any(
    hasLabel(DEPLOYMENT_LABEL),
    `${hasLabel(EXPERIMENT_LABEL)} && ${hasContainer('containers', SUGGESTION_CONTAINER)}`,
  ),
};

/** A trial of whatever kind Katib was given: a Job, a PyTorchJob, an Argo Workflow. */
export const recognizeKatibTrial: Recognizer = (pod) =>
  labelsOf(pod)[TRIAL_LABEL] === undefined
    ? undefined
    : { role: 'work', name: 'katib-trial', sign: containerWithEnv(pod, TRIAL_NAME_ENV) };

export const KATIB_TRIAL_IN_CEL: CelVariable = { name: 'isKatibTrial', expression: hasLabel(TRIAL_LABEL) };

export const KATIB_TRIAL_SIGN_IN_CEL = containersWithEnv(TRIAL_NAME_ENV);
