import type { GangKey, GangOwner } from '../known/gang-owner.ts';
import { literal } from '../pod/cel.ts';
import type { ContainerJson, OwnerReference, PodJson } from '../pod/pod.ts';

/*
 * The systems that are told apart, by what may happen to their pods; a name appears in logs, metrics and command output.
 */
const WORK = [
  'ray-worker',
  'kfp-v2-executor',
  'tfx',
  'magnus',
  'kfp-v1',
  'argo',
  'notebook',
  'kserve',
  'spark-executor',
  'trainer',
  'training-operator',
  'leader-worker-set',
  'katib-trial',
  'mlflow',
  'other',
] as const;
const COMPANIONS = ['ray-head', 'spark-driver', 'trainer-initializer', 'mpi-launcher', 'leader'] as const;
const HELPERS = ['ray-helper', 'argo-helper', 'kfp-v2-driver', 'katib-suggestion'] as const;
const NATIVE = 'run-ai';
const CACHE_HIT = 'kfp-v1-cache-hit';

export const WORKLOAD_NAMES = [...WORK, ...COMPANIONS, ...HELPERS, NATIVE, CACHE_HIT] as const;

export type WorkloadName = (typeof WORKLOAD_NAMES)[number];

/** What a pod is, and therefore what may happen to it. */
export type Workload =
  /** Does the work, and takes the GPU. */
  | ({ readonly role: 'work'; readonly name: (typeof WORK)[number] } & Signed)
  /** Follows its siblings to the scheduler, but takes a share only when it asks itself. */
  | ({ readonly role: 'companion'; readonly name: (typeof COMPANIONS)[number] } & Signed)
  /** Belongs to the system's own machinery and is left alone. */
  | { readonly role: 'helper'; readonly name: (typeof HELPERS)[number] }
  /** Was made by Run:ai itself. */
  | { readonly role: 'native'; readonly name: typeof NATIVE }
  /** A step whose result came from a cache: it only prints a line, so it must not wait for a GPU. */
  | { readonly role: 'cache-hit'; readonly name: typeof CACHE_HIT };

interface Signed {
  /** The container that bears the system's own sign; other evidence is weighed in `requests/work-container.ts`. */
  readonly sign?: ContainerJson | undefined;
}

/** A gang that a pod says it belongs to, and the owner that leads there; `undefined` where only labels name the gang. */
export interface GangClaim {
  readonly gang: GangKey;
  readonly through: OwnerReference | undefined;
}

/** Says to which gang of one system a pod belongs, whatever else the pod is. */
export type GangReader = (pod: PodJson) => GangClaim | undefined;

/** Looks at a pod and says what it is, if it is one of its own. Must be cheap: it runs for every pod. */
export type Recognizer = (pod: PodJson, context: RecognitionContext) => Workload | undefined;

export interface RecognitionContext {
  /** The scheduler that pods are sent to. */
  readonly schedulerName: string;
  readonly gangOwner: (key: GangKey) => GangOwner | undefined;
}

/**
 * The words that a container really runs. Argo wraps a step's command as `argoexec emissary ... -- <command>`, so what
 * stands behind `--` counts where there is one.
 */
export function commandWords(container: ContainerJson | undefined): readonly string[] {
  const { command, args } = container ?? NO_COMMAND;
  const words = args ? [...(command ?? []), ...args] : (command ?? []);
  const separator = isArgoExec(words[0]) ? words.indexOf('--') : -1;
  return separator >= 0 ? words.slice(separator + 1) : words;
}

const NO_COMMAND: Pick<ContainerJson, 'command' | 'args'> = {};

export const ARGO_EXEC = 'argoexec';

export const isArgoExec = (word: string | undefined): boolean => programName(word) === ARGO_EXEC;

/** `/usr/bin/magnus` is `magnus`. */
export function programName(word: string | undefined): string | undefined {
  return word?.slice(word.lastIndexOf('/') + 1);
}

/** The same for CEL: whether a word calls this program. */
export const isProgram = (word: string, program: string): string =>
  `${word} == ${literal(program)} || ${word}.endsWith(${literal(`/${program}`)})`;
