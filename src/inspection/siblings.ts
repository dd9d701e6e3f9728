import * as z from 'zod';
import { by, type ObjectReader, objectsOf } from '../cluster-reading/object-reader.ts';
import { valueIn } from '../cluster-reading/reading.ts';
import type { PodStory, StoredPod } from '../pod-report/story.ts';

const siblingSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    ownerReferences: z.array(z.looseObject({ uid: z.string() })).nullish(),
  }),
  spec: z.looseObject({ schedulerName: z.string().nullish() }),
  status: z.looseObject({ phase: z.string().nullish() }).nullish(),
});

/** The other pods of the owner to which the pod's first reference leads, as KAI's podgrouper goes. */
export async function readSiblings(
  reader: ObjectReader,
  namespace: string,
  pod: StoredPod,
): Promise<PodStory['siblings']> {
  const uid = pod.metadata.ownerReferences?.[0]?.uid;
  if (!uid) {
    return [];
  }
  const pods = valueIn(await reader.list(objectsOf('v1', 'pods', namespace), by(siblingSchema)));
  return pods
    ?.filter(
      ({ metadata }) =>
        metadata.name !== pod.metadata.name && metadata.ownerReferences?.some((owner) => owner.uid === uid),
    )
    .map(({ metadata, spec, status }) => ({
      name: metadata.name,
      schedulerName: spec.schedulerName ?? '',
      isFinished: status?.phase === 'Succeeded' || status?.phase === 'Failed',
    }));
}
