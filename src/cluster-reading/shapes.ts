import * as z from 'zod';
import { stringMap } from '../manifests/schemas.ts';

/*
 * The objects of a cluster, as far as more than one reader reads them. Who writes them is somebody else, of any version, so
 * what is not read is not looked at.
 */

export const storedMetadata = z.looseObject({
  name: z.string(),
  namespace: z.string().nullish(),
  labels: stringMap.nullish(),
  annotations: stringMap.nullish(),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().nullish(),
});

export const namedSchema = z.looseObject({ metadata: storedMetadata });

export const configMapSchema = z.looseObject({ metadata: storedMetadata, data: stringMap.nullish() });

export const conditionSchema = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
});

export type PodCondition = z.output<typeof conditionSchema>;

/** What became of a pod; what it asks for is read by the same schema as an admission's. */
export const podStateSchema = z.looseObject({
  metadata: storedMetadata,
  status: z.looseObject({ phase: z.string().nullish(), conditions: z.array(conditionSchema).nullish() }).nullish(),
});

/** Whether a pod takes nothing any more, or soon: it has ended, or is being deleted, perhaps for weeks on a node that is gone. */
export const isOver = ({ metadata, status }: z.output<typeof podStateSchema>): boolean =>
  Boolean(metadata.deletionTimestamp) || status?.phase === 'Succeeded' || status?.phase === 'Failed';

const container = z.looseObject({
  name: z.string(),
  image: z.string().nullish(),
  args: z.array(z.string()).nullish(),
  command: z.array(z.string()).nullish(),
  ports: z.array(z.looseObject({ name: z.string().nullish(), containerPort: z.number() })).nullish(),
});

export const deploymentSchema = z.looseObject({
  metadata: storedMetadata,
  spec: z.looseObject({
    replicas: z.number().nullish(),
    template: z.looseObject({
      spec: z.looseObject({
        containers: z.array(container),
        volumes: z
          .array(
            z.looseObject({ name: z.string(), configMap: z.looseObject({ name: z.string().nullish() }).nullish() }),
          )
          .nullish(),
        serviceAccountName: z.string().nullish(),
      }),
    }),
  }),
});

export type DeploymentFacts = z.output<typeof deploymentSchema>;

const amounts = z.looseObject({ quota: z.number().nullish() }).nullish();

/** KAI's Queue; a parent is one that others name. */
export const queueSchema = z.looseObject({
  metadata: storedMetadata,
  spec: z
    .looseObject({
      parentQueue: z.string().nullish(),
      resources: z.looseObject({ cpu: amounts, gpu: amounts, memory: amounts }).nullish(),
    })
    .nullish(),
  status: z.looseObject({ childQueues: z.array(z.string()).nullish() }).nullish(),
});

export type QueueFacts = z.output<typeof queueSchema>;
