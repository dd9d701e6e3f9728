import {
  any,
  type CelVariable,
  containersAmong,
  containersNamed,
  containersWithEnv,
  declares,
  hasLabel,
  hasOwner,
  label,
} from '../pod/cel.ts';
import { containerNamed, containerWithEnv } from '../pod/containers.ts';
import { labelsOf, ownerOfKind } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

const NOTEBOOK_NAME_LABEL = 'notebook-name';
const WORKSPACE_NAME_LABEL = 'notebooks.kubeflow.org/workspace-name';
/** The path under which a notebook is served; every notebook image reads it. */
const NB_PREFIX = 'NB_PREFIX';
const STATEFUL_SETS = new Set(['StatefulSet']);

/** Notebooks 1.x name the container like the Notebook; 2.0 calls it `main`. */
export const recognizeNotebook: Recognizer = (pod) => {
  const labels = labelsOf(pod);
  const notebook = labels[NOTEBOOK_NAME_LABEL];
  const served = containerWithEnv(pod, NB_PREFIX);
  if (labels[WORKSPACE_NAME_LABEL] !== undefined) {
    return { role: 'work', name: 'notebook', sign: containerNamed(pod, 'main') ?? served };
  }
  const ofNotebook =
    (notebook !== undefined || served !== undefined) && ownerOfKind(pod, 'apps', STATEFUL_SETS) !== undefined;
  if (!ofNotebook) {
    return undefined;
  }
  const named = notebook === undefined ? undefined : containerNamed(pod, notebook);
  return { role: 'work', name: 'notebook', sign: named ?? served };
};

export const NOTEBOOK_IN_CEL: CelVariable = {
  name: 'isNotebook',
  expression: any(
    hasLabel(WORKSPACE_NAME_LABEL),
    `(${any(
      hasLabel(NOTEBOOK_NAME_LABEL),
      `variables.containers.exists(container, ${declares('container', NB_PREFIX)})`,
    )}) && ${hasOwner('apps', STATEFUL_SETS)}`,
  ),
};

export const NOTEBOOK_SIGN_IN_CEL = `(${hasLabel(WORKSPACE_NAME_LABEL)} ? ${containersNamed('main')} : ${containersAmong(`[${label(NOTEBOOK_NAME_LABEL)}]`)}) + ${containersWithEnv(NB_PREFIX)}`;
