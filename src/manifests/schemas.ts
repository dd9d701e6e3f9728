import * as z from 'zod';

/*
 * The shapes of manifests, as far as they are read. Whatever else an object holds passes through unchecked: people's
 * manifests are of every version. The pod that a request carries has its schema in `admission`, which may never refuse.
 */

export const stringMap = z.record(z.string(), z.string());

export const metadataSchema = z.looseObject({
  name: z.string().nullish(),
  generateName: z.string().nullish(),
  namespace: z.string().nullish(),
  uid: z.string().nullish(),
  labels: stringMap.nullish(),
  annotations: stringMap.nullish(),
});

export type Metadata = z.output<typeof metadataSchema>;

/** Any object of Kubernetes. */
export const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataSchema,
  spec: z.unknown().optional(),
});

const resourceMap = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

const environment = z.array(z.looseObject({ name: z.string(), value: z.string().nullish() }));

export const containerSchema = z.looseObject({
  name: z.string(),
  env: environment.nullish(),
  resources: z.looseObject({ limits: resourceMap.nullish(), requests: resourceMap.nullish() }).nullish(),
});

export type Container = z.output<typeof containerSchema>;

export const podSpecSchema = z.looseObject({
  schedulerName: z.string().nullish(),
  containers: z.array(containerSchema),
  initContainers: z.array(containerSchema).nullish(),
});

export type PodSpec = z.output<typeof podSpecSchema>;

/** A pod template that a controller can make a pod of. */
export const templateSchema = z.looseObject({ metadata: metadataSchema.nullish(), spec: podSpecSchema });

export type PodTemplate = z.output<typeof templateSchema>;

/** A pod template that is only looked at; an operator may fill in what is missing. */
export const partialTemplateSchema = z.looseObject({
  metadata: metadataSchema.nullish(),
  spec: podSpecSchema.partial().nullish(),
});

export const labelSelectorSchema = z.looseObject({
  matchLabels: stringMap.nullish(),
  matchExpressions: z
    .array(
      z.looseObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
});

export const podDefaultSpecSchema = z.looseObject({
  selector: labelSelectorSchema,
  env: environment.nullish(),
  labels: stringMap.nullish(),
  annotations: stringMap.nullish(),
});
