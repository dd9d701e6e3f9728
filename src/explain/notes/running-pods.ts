import * as z from 'zod';
import type { KubernetesDocument } from '../../manifests/documents.ts';

const running = z.union([
  z.looseObject({ metadata: z.looseObject({ uid: z.string().min(1) }) }),
  z.looseObject({ status: z.looseObject({ startTime: z.string().min(1) }) }),
]);

const pod = z.looseObject({ metadata: z.looseObject({}).optional(), spec: z.looseObject({}) });

/** Fields that the API server fills in and nobody may set. */
const SERVER_FIELDS = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
]);

/**
 * A pod as `kubectl get -o yaml` prints it, without what the scheduler, the kubelet and the API server wrote since it was
 * created; `undefined` for a pod that was never created.
 */
export function asAtCreation(object: KubernetesDocument): KubernetesDocument | undefined {
  const reading = pod.safeParse(object);
  if (!running.safeParse(object).success || !reading.success) {
    return undefined;
  }
  const { nodeName: _, ...spec } = reading.data.spec;
  const { status: __, ...rest } = object;
  const metadata = Object.entries(reading.data.metadata ?? {}).filter(([key]) => !SERVER_FIELDS.has(key));
  return { ...rest, metadata: Object.fromEntries(metadata), spec };
}

/** One note for all of them: a whole cluster may have been printed. */
export function noteRunning(names: readonly string[]): readonly string[] {
  if (names.length === 0) {
    return [];
  }
  const shown = names.slice(0, 3).join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const [pods, are, they] = names.length === 1 ? ['pod', 'was', 'it is'] : ['pods', 'were', 'they are'];
  return [
    `${pods} ${shown}${more} ${are} printed from a cluster; ${they} explained as at creation, without spec.nodeName and what else was written since`,
  ];
}
