import { z } from 'zod';

const strings = z.record(z.string(), z.string());

/** The manifests that say something about a pod's surroundings; only what is read is checked. */
export const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string().nullish(),
    namespace: z.string().nullish(),
    labels: strings.nullish(),
    annotations: strings.nullish(),
  }),
});

export const podDefaultSpec = z.looseObject({
  selector: z.looseObject({
    matchLabels: strings.nullish(),
    matchExpressions: z
      .array(
        z.looseObject({
          key: z.string(),
          operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
          values: z.array(z.string()).nullish(),
        }),
      )
      .nullish(),
  }),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().nullish() })).nullish(),
  labels: strings.nullish(),
  annotations: strings.nullish(),
});

const container = z.looseObject({
  name: z.string(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().nullish() })).nullish(),
  resources: z.looseObject({ limits: z.record(z.string(), z.union([z.string(), z.number()])).nullish() }).nullish(),
});

export const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels: strings.nullish(), annotations: strings.nullish() }).nullish(),
  spec: z
    .looseObject({
      schedulerName: z.string().nullish(),
      containers: z.array(container).nullish(),
      initContainers: z.array(container).nullish(),
    })
    .nullish(),
});
