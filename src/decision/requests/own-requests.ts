import { isExplainedByPodDefault, setsAnnotation } from '../known/pod-defaults.ts';
import type { PodContext } from '../pod-context.ts';
import { trim } from '../values/text.ts';
import { GPU_FRACTION_CONTAINER_NAME } from '../vocabulary.ts';
import type { SourcedRequest } from './find-requests.ts';

/**
 * Whether the author of a pod asks for an amount, and not a PodDefault that was meant for others. It makes a difference
 * on companions alone, so for all other pods nobody looks.
 */
export function isOwnRequest(request: SourcedRequest, context: PodContext): boolean {
  const { workload, podDefaults } = context;
  return workload.role !== 'companion' || isAimed(request, context) || !isExplainedByPodDefault(podDefaults, request);
}

/**
 * Beside a container's name an amount is the author's, or ours from an earlier call, unless known PodDefaults set both:
 * what a limit asked for must not be taken back when the API server asks again.
 */
function isAimed({ source, value }: SourcedRequest, { podDefaults, gpuAnnotations }: PodContext): boolean {
  const container = trim(gpuAnnotations.get(GPU_FRACTION_CONTAINER_NAME) ?? '');
  return (
    source.kind === 'annotation' &&
    container !== '' &&
    !(
      setsAnnotation(podDefaults, GPU_FRACTION_CONTAINER_NAME, container) &&
      setsAnnotation(podDefaults, source.name, value)
    )
  );
}
