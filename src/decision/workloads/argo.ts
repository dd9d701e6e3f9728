import { any, type CelVariable, containersNamed, hasLabel, hasOwner, literal } from '../pod/cel.ts';
import { containerNamed } from '../pod/containers.ts';
import { type ContainerJson, labelsOf, ownerOfKind, type PodJson } from '../pod/pod.ts';
import { ARGO_EXEC, commandWords, isArgoExec, isProgram, type Recognizer } from './workload.ts';

export const WORKFLOW_LABEL = 'workflows.argoproj.io/workflow';
const COMPONENT_LABEL = 'workflows.argoproj.io/component';
export const MAIN = 'main';
const WORKFLOWS = new Set(['Workflow']);

/** Template types whose `main` only talks to the API server or lists files. */
const HELPER_COMMANDS: ReadonlySet<string> = new Set(['resource', 'data']);

/**
 * `commandWords` of `main` for CEL: they are those of `mainWords` from `mainStart` on, since a list has no part in CEL
 * before Kubernetes 1.33. Where nothing is wrapped they start at 0: `indexOf` finds -1.
 */
export const COMMAND_VARIABLES: readonly CelVariable[] = [
  {
    name: 'mainContainers',
    expression: `variables.containers.filter(container, container.name == ${literal(MAIN)})`,
  },
  {
    name: 'mainWords',
    expression:
      'variables.mainContainers.size() > 0 ? variables.mainContainers[0].?command.orValue([]) + variables.mainContainers[0].?args.orValue([]) : []',
  },
  {
    name: 'mainStart',
    expression: `variables.mainWords.size() > 0 && (${isProgram('variables.mainWords[0]', ARGO_EXEC)}) ? variables.mainWords.indexOf("--") + 1 : 0`,
  },
  {
    name: 'mainProgram',
    expression: 'variables.mainWords.size() > variables.mainStart ? variables.mainWords[variables.mainStart] : ""',
  },
];

/** Argo's agent and artifact collector, and the pods of resource and data templates (KFP's ResourceOp, VolumeOp). */
export const recognizeArgoHelper: Recognizer = (pod) => {
  const [program, command] = commandWords(containerNamed(pod, MAIN));
  const machinery =
    labelsOf(pod)[COMPONENT_LABEL] !== undefined ||
    (isArgoExec(program) && command !== undefined && HELPER_COMMANDS.has(command));
  return machinery ? { role: 'helper', name: 'argo-helper' } : undefined;
};

export const ARGO_HELPER_IN_CEL: CelVariable = {
  name: 'isArgoHelper',
  expression: any(
    hasLabel(COMPONENT_LABEL),
    `(${isProgram('variables.mainProgram', ARGO_EXEC)}) && variables.mainWords.size() > variables.mainStart + 1 && variables.mainWords[variables.mainStart + 1] in ${literal([...HELPER_COMMANDS])}`,
  ),
};

/** A step of a plain Argo Workflow. TFX_IN_CEL's child pods carry only the owner, no label. */
export const recognizeArgo: Recognizer = (pod) => {
  const ofWorkflow =
    labelsOf(pod)[WORKFLOW_LABEL] !== undefined || ownerOfKind(pod, 'argoproj.io', WORKFLOWS) !== undefined;
  return ofWorkflow ? { role: 'work', name: 'argo', sign: stepContainer(pod) } : undefined;
};

export const ARGO_IN_CEL: CelVariable = {
  name: 'isArgo',
  expression: any(hasLabel(WORKFLOW_LABEL), hasOwner('argoproj.io', WORKFLOWS)),
};

/** `stepContainer` for CEL, as a list of names. */
export const STEP_SIGN_IN_CEL = containersNamed(MAIN);

/** Argo puts `wait` first and calls the step `main`; containerSet templates name their own. */
export const stepContainer = (pod: PodJson): ContainerJson | undefined => containerNamed(pod, MAIN);
