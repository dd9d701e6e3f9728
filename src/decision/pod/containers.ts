import { literal } from './cel.ts';
import type { ContainerJson, EnvVar, PodJson, ResourceMap } from './pod.ts';

// Not frozen: V8 walks lists through objects of their own where one of them may be frozen.
const NOTHING: readonly never[] = [];
const NO_LIMITS: ResourceMap = Object.freeze({});

export const initContainersOf = (pod: PodJson): readonly ContainerJson[] => pod.spec.initContainers ?? NOTHING;

/** An init container that goes on running beside the regular ones; Istio's proxy is one since Istio 1.27. */
export const isNativeSidecar = (initContainer: ContainerJson): boolean => initContainer.restartPolicy === 'Always';

/** The regular container of this name. */
export function containerNamed(pod: PodJson, name: string): ContainerJson | undefined {
  for (const container of pod.spec.containers) {
    if (container.name === name) {
      return container;
    }
  }
  return undefined;
}

/** The first of these regular containers that the pod has. */
export function firstNamed(pod: PodJson, names: readonly string[]): ContainerJson | undefined {
  for (const name of names) {
    const found = containerNamed(pod, name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

export const limitsOf = (container: ContainerJson): ResourceMap => container.resources?.limits ?? NO_LIMITS;

export const envOf = (container: ContainerJson): readonly EnvVar[] => container.env ?? NOTHING;

/** Whether a container declares an environment variable of this name, readable or not. */
export function hasEnv(container: ContainerJson, name: string): boolean {
  for (const env of envOf(container)) {
    if (env.name === name) {
      return true;
    }
  }
  return false;
}

/** The first regular container that declares one of these variables; an earlier variable counts more. */
export function containerWithEnv(pod: PodJson, ...names: readonly string[]): ContainerJson | undefined {
  for (const name of names) {
    const found = pod.spec.containers.find((container) => hasEnv(container, name));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Containers that Argo, service meshes, Knative, Ray and Katib add; none of them is ever the work. */
const KNOWN_SIDECARS: ReadonlySet<string> = new Set([
  'wait',
  'supervisor',
  'istio-proxy',
  'linkerd-proxy',
  'queue-proxy',
  'autoscaler',
  'metrics-logger-and-collector',
  'ray-job-submitter',
]);

/** For CEL: whether a name is that of a sidecar. */
export const knownSidecar = (name: string): string => `${name} in ${literal([...KNOWN_SIDECARS])}`;

export const isKnownSidecar = (container: string): boolean => KNOWN_SIDECARS.has(container);

/**
 * The first container that is no known sidecar. The last resort, because nobody can complete a list of sidecars;
 * stronger evidence stands in `requests/work-container.ts`.
 */
export function firstNonSidecar(pod: PodJson): ContainerJson {
  const { containers } = pod.spec;
  return containers.find((container) => !isKnownSidecar(container.name)) ?? (containers[0] as ContainerJson);
}
