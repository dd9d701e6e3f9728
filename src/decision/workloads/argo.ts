import { containerNamed } from '../pod/containers.ts';
import { type ContainerJson, labelsOf, ownerOfKind, type PodJson } from '../pod/pod.ts';
import { commandWords, isArgoExec, type Recognizer } from './workload.ts';

export const WORKFLOW_LABEL = 'workflows.argoproj.io/workflow';
const COMPONENT_LABEL = 'workflows.argoproj.io/component';
export const MAIN = 'main';
const WORKFLOWS = new Set(['Workflow']);

/** Template types whose `main` only talks to the API server or lists files. */
const HELPER_COMMANDS: ReadonlySet<string | undefined> = new Set(['resource', 'data']);

/** Argo's agent and artifact collector, and the pods of resource and data templates (KFP's ResourceOp, VolumeOp). */
export const recognizeArgoHelper: Recognizer = (pod) => {
  const [program, command] = commandWords(containerNamed(pod, MAIN));
  const machinery =
    labelsOf(pod)[COMPONENT_LABEL] !== undefined || (isArgoExec(program) && HELPER_COMMANDS.has(command));
  return machinery ? { role: 'helper', name: 'argo-helper' } : undefined;
};

/** A step of a plain Argo Workflow. TFX's child pods carry only the owner, no label. */
export const recognizeArgo: Recognizer = (pod) => {
  const ofWorkflow =
    labelsOf(pod)[WORKFLOW_LABEL] !== undefined || ownerOfKind(pod, 'argoproj.io', WORKFLOWS) !== undefined;
  return ofWorkflow ? { role: 'work', name: 'argo', sign: stepContainer(pod) } : undefined;
};

/** Argo puts `wait` first and calls the step `main`; containerSet templates name their own. */
export const stepContainer = (pod: PodJson): ContainerJson | undefined => containerNamed(pod, MAIN);
