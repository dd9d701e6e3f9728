import { any, type CelVariable, label, literal } from '../pod/cel.ts';
import { containerNamed } from '../pod/containers.ts';
import { labelsOf } from '../pod/pod.ts';
import { MAIN, stepContainer } from './argo.ts';
import { commandWords, type Recognizer } from './workload.ts';

const SDK_TYPE_LABEL = 'pipelines.kubeflow.org/pipeline-sdk-type';
const ENTRYPOINT_MODULE = 'tfx.orchestration.kubeflow.container_entrypoint';

/** The official templates call themselves `tfx-template`, so the label is searched, as KFP's own cache does. */
export const recognizeTfx: Recognizer = (pod) => {
  const labelled = labelsOf(pod)[SDK_TYPE_LABEL]?.includes('tfx') === true;
  return labelled || commandWords(containerNamed(pod, MAIN)).includes(ENTRYPOINT_MODULE)
    ? { role: 'work', name: 'tfx', sign: stepContainer(pod) }
    : undefined;
};

export const TFX_IN_CEL: CelVariable = {
  name: 'isTfx',
  expression: any(
    `${label(SDK_TYPE_LABEL)}.contains("tfx")`,
    `variables.mainWords.lastIndexOf(${literal(ENTRYPOINT_MODULE)}) >= variables.mainStart`,
  ),
};
