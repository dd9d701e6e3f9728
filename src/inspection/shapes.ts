import * as z from 'zod';
import { conditionSchema, queueSchema as storedQueue } from '../cluster-reading/shapes.ts';
import { metadataSchema, stringMap } from '../manifests/schemas.ts';
import type { ClusterEvent, Explanation, PodGroup, PodStatus, Queue, Registration } from '../pod-report/story.ts';

/*
 * The shapes of what a cluster answers, as far as reports read it. Times come as text; what is not read stays unchecked.
 */

const text = z.string().nullish();

const state = z.looseObject({ reason: text, message: text, exitCode: z.number().nullish() }).nullish();

const containerStatuses = z
  .array(
    z.looseObject({
      name: z.string(),
      ready: z.boolean().nullish(),
      state: z.looseObject({ waiting: state, terminated: state }).nullish(),
    }),
  )
  .nullish();

export const podStatusSchema: z.ZodType<PodStatus> = z.looseObject({
  phase: text,
  reason: text,
  message: text,
  conditions: z.array(conditionSchema).nullish(),
  initContainerStatuses: containerStatuses,
  containerStatuses,
});

/** Beside what `readPod` checks. */
export const podLifeSchema = z.looseObject({
  metadata: z.looseObject({ uid: text, creationTimestamp: text, deletionTimestamp: text }),
  spec: z.looseObject({ schedulingGates: z.array(z.looseObject({ name: z.string() })).nullish() }),
  status: podStatusSchema.nullish(),
});

export const ownedSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataSchema.extend({
    ownerReferences: z
      .array(
        z.looseObject({
          apiVersion: z.string(),
          kind: z.string(),
          name: z.string(),
          controller: z.boolean().nullish(),
        }),
      )
      .nullish(),
  }),
});

export const resourceListSchema = z.looseObject({
  resources: z.array(z.looseObject({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

export const namespaceSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    labels: stringMap.nullish(),
    annotations: stringMap.nullish(),
    managedFields: z.array(z.looseObject({ time: text, fieldsV1: z.unknown() })).nullish(),
  }),
});

const objectReference = z.looseObject({ kind: text, namespace: text, name: text, uid: text });

const eventObjectSchema = z.looseObject({
  metadata: z.looseObject({ creationTimestamp: text }),
  involvedObject: objectReference,
  type: text,
  reason: text,
  message: text,
  count: z.number().nullish(),
  lastTimestamp: text,
  eventTime: text,
  series: z.looseObject({ count: z.number().nullish(), lastObservedTime: text }).nullish(),
});

/** An event with the object that it is about, and when it was last seen; two APIs write them, with fields of their own. */
export const eventSchema = eventObjectSchema.transform((event) => ({
  about: {
    kind: event.involvedObject.kind ?? '',
    namespace: event.involvedObject.namespace ?? '',
    name: event.involvedObject.name ?? '',
    uid: event.involvedObject.uid ?? '',
  },
  at: Date.parse(
    event.series?.lastObservedTime || event.lastTimestamp || event.eventTime || event.metadata.creationTimestamp || '',
  ),
  event: {
    type: event.type ?? '',
    reason: event.reason ?? '',
    message: event.message ?? '',
    count: event.series?.count ?? event.count ?? 1,
  } satisfies ClusterEvent,
}));

export type SeenEvent = z.output<typeof eventSchema>;

const explanation = z.looseObject({
  reason: text,
  message: text,
  details: z.looseObject({ queueDetails: z.looseObject({ name: text }).nullish() }).nullish(),
});

const podGroupObjectSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), uid: text }),
  spec: z.looseObject({
    queue: text,
    minMember: z.number().nullish(),
    subGroups: z.array(z.looseObject({ minMember: z.number().nullish() })).nullish(),
  }),
  status: z
    .looseObject({
      schedulingConditions: z
        .array(z.looseObject({ status: text, reason: text, message: text, reasons: z.array(explanation).nullish() }))
        .nullish(),
    })
    .nullish(),
});

export const podGroupSchema = podGroupObjectSchema.transform(({ metadata, spec, status }): PodGroup => {
  const ofSubGroups = (spec.subGroups ?? []).reduce((sum, { minMember }) => sum + (minMember ?? 0), 0);
  const conditions = (status?.schedulingConditions ?? []).filter((condition) => condition.status !== 'False');
  return {
    name: metadata.name,
    queue: spec.queue ?? '',
    minMember: spec.minMember ?? (ofSubGroups || undefined),
    // Before KAI 0.13 the condition had one reason, of its own.
    explanations: conditions.flatMap((condition) =>
      (condition.reasons?.length ? condition.reasons : [{ ...condition, details: undefined }]).map(
        ({ reason, message, details }): Explanation => ({
          reason: reason ?? '',
          message: message || condition.message || '',
          queue: details?.queueDetails?.name || undefined,
        }),
      ),
    ),
  };
});

export const queueSchema = storedQueue.transform(
  ({ metadata, spec, status }): Queue => ({
    name: metadata.name,
    parent: spec?.parentQueue || undefined,
    children: status?.childQueues ?? [],
  }),
);

export const bindRequestSchema = z
  .looseObject({
    spec: z.looseObject({ selectedNode: text }),
    status: z.looseObject({ phase: text, reason: text }).nullish(),
  })
  .transform(({ spec, status }) => ({
    node: spec.selectedNode ?? '',
    phase: status?.phase ?? '',
    reason: status?.reason ?? '',
  }));

export const registrationSchema = z
  .looseObject({
    metadata: z.looseObject({ name: z.string(), creationTimestamp: text }),
    webhooks: z
      .array(z.looseObject({ failurePolicy: text, clientConfig: z.looseObject({ caBundle: text }) }))
      .nullish(),
  })
  .transform(
    ({ metadata, webhooks }): Registration => ({
      name: metadata.name,
      createdAt: metadata.creationTimestamp ? Date.parse(metadata.creationTimestamp) : undefined,
      failurePolicy: webhooks?.[0]?.failurePolicy ?? 'Fail',
      hasCaBundle: (webhooks ?? []).every(({ clientConfig }) => Boolean(clientConfig.caBundle)),
    }),
  );
