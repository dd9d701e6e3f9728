import { containerNamed, firstNamed, firstNonSidecar, initContainersOf, isKnownSidecar } from '../pod/containers.ts';
import type { ContainerEnvironment, RequestEnv } from '../pod/environment.ts';
import type { GpuLimits } from '../pod/gpu-limits.ts';
import { annotationsOf, type ContainerJson, type PodJson } from '../pod/pod.ts';
import { DEFAULT_CONTAINER_ANNOTATION, RUNAI_GPU_FRACTION, RUNAI_GPU_MEMORY, RUNAI_PROJECT } from '../vocabulary.ts';

/** Which container works, and which one would get a share. */
export interface WorkContainer {
  /** Does the work: its environment ranks before that of the others, and whole GPUs go there. */
  readonly name: string;
  /** Gets a share; `undefined` where the author named a container that the pod does not have. */
  readonly forShare: { readonly name: string; readonly isRegular: boolean } | undefined;
  /** A container that asks by its own environment, but whose share goes to the one with the GPU limit. */
  readonly passedOver: string | undefined;
}

/**
 * Judges the evidence, the strongest first: what the author wrote under `gpu-fraction-container-name`; for a share, the
 * only container with a GPU limit, because a person put the GPU there; the system's own sign; the only container that
 * asks by its environment; Kubernetes' default container; and last a list of sidecars, which nobody can complete.
 *
 * @param author what stands under `gpu-fraction-container-name`, empty where nothing does
 * @param sign the container that bears the sign of the pod's system
 */
export function findWorkContainer(
  pod: PodJson,
  author: string,
  sign: ContainerJson | undefined,
  environment: readonly ContainerEnvironment[],
  limits: GpuLimits,
): WorkContainer {
  const named = author === '' ? undefined : containerNamed(pod, author);
  if (named !== undefined) {
    return { name: author, forShare: { name: author, isRegular: true }, passedOver: undefined };
  }
  const asking = askingContainers(environment);
  const onlyAsking = asking.length === 1 ? asking : NOBODY;
  const { name } = sign ?? firstNamed(pod, onlyAsking) ?? defaultContainer(pod) ?? firstNonSidecar(pod);
  if (author !== '') {
    const isThere = initContainersOf(pod).some((container) => container.name === author);
    return { name, forShare: isThere ? { name: author, isRegular: false } : undefined, passedOver: undefined };
  }
  const holder = onlyHolder(limits);
  if (holder === undefined) {
    return { name, forShare: { name, isRegular: true }, passedOver: undefined };
  }
  return {
    name,
    forShare: { name: holder.container, isRegular: holder.runs === 'regular' },
    // A PodDefault lets all containers ask, also the one that gets the share.
    passedOver: asking.includes(holder.container) ? undefined : asking[0],
  };
}

/**
 * The containers that ask for an amount by their environment, or else those that name a project. PodDefaults put the same
 * variables into every container, also into sidecars.
 */
function askingContainers(environment: readonly ContainerEnvironment[]): readonly string[] {
  if (environment.length === 0) {
    return NOBODY;
  }
  const asking = (...names: readonly RequestEnv[]): readonly string[] =>
    environment
      .filter(({ container, values }) => !isKnownSidecar(container) && names.some((name) => isSaid(values, name)))
      .map(({ container }) => container);
  const forAmount = asking(RUNAI_GPU_FRACTION, RUNAI_GPU_MEMORY);
  return forAmount.length > 0 ? forAmount : asking(RUNAI_PROJECT);
}

const NOBODY: readonly string[] = [];

/** A variable that cannot be read was said all the same; an empty one was not. */
const isSaid = (values: ContainerEnvironment['values'], name: RequestEnv): boolean =>
  values.has(name) && values.get(name) !== '';

/** Argo names the last container of a set there, Istio the first that it found. */
function defaultContainer(pod: PodJson): ContainerJson | undefined {
  const name = annotationsOf(pod)[DEFAULT_CONTAINER_ANNOTATION];
  return name === undefined ? undefined : containerNamed(pod, name);
}

/** A container that runs before the others gives its GPU back to them, so it says nothing about where the work is. */
function onlyHolder({ wholeHolders, fractionalHolders }: GpuLimits) {
  const holders = [...wholeHolders, ...fractionalHolders].filter(({ runs }) => runs !== 'init');
  return holders.length === 1 ? holders[0] : undefined;
}
