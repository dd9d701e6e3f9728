import type { ContainerJson } from './pod.ts';

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

export const isKnownSidecar = (container: ContainerJson): boolean => KNOWN_SIDECARS.has(container.name);
