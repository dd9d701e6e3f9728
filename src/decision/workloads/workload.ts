import type { ContainerJson, PodJson } from '../pod/pod.ts';
import { isKnownSidecar } from '../pod/sidecars.ts';

/** The systems that are told apart; the name appears in logs, metrics and command output. */
export const WORKLOAD_NAMES = [
  'run-ai',
  'ray-head',
  'ray-worker',
  'ray-helper',
  'argo-helper',
  'kfp-v2-driver',
  'kfp-v2-executor',
  'kfp-v1-cache-hit',
  'tfx',
  'magnus',
  'kfp-v1',
  'argo',
  'notebook',
  'kserve',
  'spark-driver',
  'spark-executor',
  'trainer',
  'trainer-initializer',
  'training-operator',
  'mpi-launcher',
  'katib-trial',
  'katib-suggestion',
  'mlflow',
  'other',
] as const;

export type WorkloadName = (typeof WORKLOAD_NAMES)[number];

/** The object that a gang's members share. `kinds` is empty where the pod does not tell the kind. */
export interface GangReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** What a pod is, and therefore what may happen to it. */
export type Workload =
  /** Does the work, and takes the GPU. */
  | {
      readonly role: 'work';
      readonly name: WorkloadName;
      readonly container: ContainerJson;
      readonly gang?: GangReference;
    }
  /** Follows its siblings to the scheduler, but takes a share only when it asks itself. */
  | {
      readonly role: 'companion';
      readonly name: WorkloadName;
      readonly container: ContainerJson;
      readonly gang?: GangReference;
    }
  /** Belongs to the system's own machinery and is left alone. */
  | { readonly role: 'helper'; readonly name: WorkloadName }
  /** Was made by Run:ai itself. */
  | { readonly role: 'native'; readonly name: WorkloadName }
  /** A step whose result came from a cache: it only prints a line, so it must not wait for a GPU. */
  | { readonly role: 'cache-hit'; readonly name: WorkloadName };

/** Looks at a pod and says what it is, if it is one of its own. Must be cheap: it runs for every pod. */
export type Recognizer = (pod: PodJson, context: RecognitionContext) => Workload | undefined;

export interface RecognitionContext {
  /** The scheduler that pods are sent to. */
  readonly schedulerName: string;
}

/** The first container that is no known sidecar; injectors such as Istio may have put theirs in front. */
export function firstWorkContainer(pod: PodJson): ContainerJson {
  const containers = pod.spec.containers;
  return containers.find((container) => !isKnownSidecar(container)) ?? (containers[0] as ContainerJson);
}

/** The first of these containers that the pod has. */
export function containerNamed(pod: PodJson, ...names: readonly string[]): ContainerJson | undefined {
  for (const name of names) {
    const found = pod.spec.containers.find((container) => container.name === name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/**
 * The words that a container really runs. Argo wraps a step's command as `argoexec emissary ... -- <command>`, so what
 * stands behind `--` counts where there is one.
 */
export function commandWords(container: ContainerJson | undefined): readonly string[] {
  const words = [...(container?.command ?? []), ...(container?.args ?? [])];
  const separator = words.indexOf('--');
  return separator >= 0 && isArgoExec(words[0]) ? words.slice(separator + 1) : words;
}

export const isArgoExec = (word: string | undefined): boolean => programName(word) === 'argoexec';

/** `/usr/bin/magnus` is `magnus`. */
export function programName(word: string | undefined): string | undefined {
  return word?.slice(word.lastIndexOf('/') + 1);
}
