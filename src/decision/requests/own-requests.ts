import { isExplainedByPodDefault, setsAnnotation } from '../known/pod-defaults.ts';
import type { PodContext } from '../pod-context.ts';
import { trim } from '../values/text.ts';
import { GPU_FRACTION, GPU_FRACTION_CONTAINER_NAME, GPU_MEMORY } from '../vocabulary.ts';
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
 * Beside a container's name an amount is the author's, or ours from an earlier call: what a limit asked for must not be
 * taken back when the API server asks again. Where a known PodDefault sets the name, or is going to, the name says nothing
 * about the author; the amount may still be ours, unless a PodDefault sets that too.
 */
function isAimed({ source, value }: SourcedRequest, { podDefaults, gpuAnnotations }: PodContext): boolean {
  const container = trim(gpuAnnotations.get(GPU_FRACTION_CONTAINER_NAME) ?? '');
  return (
    source.kind === 'annotation' &&
    container !== '' &&
    (!setsAnnotation(podDefaults, GPU_FRACTION_CONTAINER_NAME, container) ||
      (isWritten(source.name) && !setsAnnotation(podDefaults, source.name, value)))
  );
}

/** Of the annotations by which an amount is asked for, those that this program writes. */
const isWritten = (name: string): boolean => name === GPU_FRACTION || name === GPU_MEMORY;
