import { annotationsOf, type ContainerJson, hasEnv, type PodJson } from '../pod/pod.ts';
import { isKnownSidecar } from '../pod/sidecars.ts';
import { DEFAULT_CONTAINER_ANNOTATION, RUNAI_GPU_FRACTION, RUNAI_GPU_MEMORY, RUNAI_PROJECT } from '../vocabulary.ts';
import { containerNamed, firstWorkContainer, type Workload } from './workload.ts';

/** Everything that no table row names: only an explicit wish moves such a pod. */
export function otherWorkload(pod: PodJson): Workload {
  const named = annotationsOf(pod)[DEFAULT_CONTAINER_ANNOTATION];
  const container =
    (named === undefined ? undefined : containerNamed(pod, named)) ??
    onlyContainerWith(pod, [RUNAI_GPU_FRACTION, RUNAI_GPU_MEMORY]) ??
    onlyContainerWith(pod, [RUNAI_PROJECT]) ??
    firstWorkContainer(pod);
  return { role: 'work', name: 'other', container };
}

/** The one container that carries the wish, if it is one; PodDefaults put the same env into every container. */
function onlyContainerWith(pod: PodJson, names: readonly string[]): ContainerJson | undefined {
  const carriers = pod.spec.containers.filter(
    (container) => !isKnownSidecar(container) && names.some((name) => hasEnv(container, name)),
  );
  return carriers.length === 1 ? carriers[0] : undefined;
}
