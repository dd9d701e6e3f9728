import * as z from 'zod';
import { stringMap } from '../../manifests/schemas.ts';

/*
 * The objects of a cluster, as far as a diagnosis reads them. Who writes them is somebody else, of any version, so what is
 * not read is not looked at.
 */

const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().nullish(),
  labels: stringMap.nullish(),
  annotations: stringMap.nullish(),
  creationTimestamp: z.string().nullish(),
});

const selector = z.looseObject({
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

const webhook = z.looseObject({
  name: z.string(),
  clientConfig: z
    .looseObject({
      caBundle: z.string().nullish(),
      url: z.string().nullish(),
      service: z.looseObject({ name: z.string(), namespace: z.string(), path: z.string().nullish() }).nullish(),
    })
    .default({}),
  rules: z
    .array(
      z.looseObject({
        apiGroups: z.array(z.string()).nullish(),
        operations: z.array(z.string()).nullish(),
        resources: z.array(z.string()).nullish(),
        scope: z.string().nullish(),
      }),
    )
    .nullish(),
  namespaceSelector: selector.nullish(),
  objectSelector: selector.nullish(),
  matchConditions: z.array(z.looseObject({ expression: z.string() })).nullish(),
  matchPolicy: z.string().nullish(),
  failurePolicy: z.string().nullish(),
  reinvocationPolicy: z.string().nullish(),
  sideEffects: z.string().nullish(),
  timeoutSeconds: z.number().nullish(),
});

export type WebhookFacts = z.output<typeof webhook>;

/** A MutatingWebhookConfiguration or ValidatingWebhookConfiguration. */
export const webhookConfigurationSchema = z.looseObject({ metadata, webhooks: z.array(webhook).default([]) });

export type WebhookConfigurationFacts = z.output<typeof webhookConfigurationSchema>;

const container = z.looseObject({
  name: z.string(),
  image: z.string().nullish(),
  args: z.array(z.string()).nullish(),
  command: z.array(z.string()).nullish(),
  ports: z.array(z.looseObject({ name: z.string().nullish(), containerPort: z.number() })).nullish(),
});

export const deploymentSchema = z.looseObject({
  metadata,
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

export const namedSchema = z.looseObject({ metadata });

const amounts = z.looseObject({ quota: z.number().nullish() }).nullish();

/** KAI's Queue; a parent is one that others name. */
export const queueSchema = z.looseObject({
  metadata,
  spec: z
    .looseObject({
      parentQueue: z.string().nullish(),
      resources: z.looseObject({ cpu: amounts, gpu: amounts, memory: amounts }).nullish(),
    })
    .nullish(),
});

export type QueueFacts = z.output<typeof queueSchema>;

/** KAI's own configuration, which its operator reads. */
export const kaiConfigSchema = z.looseObject({
  metadata,
  spec: z
    .looseObject({
      admission: z
        .looseObject({
          gpuSharing: z.boolean().nullish(),
          gpuFractionRuntimeClassName: z.string().nullish(),
          gpuPodRuntimeClassName: z.string().nullish(),
          mutatingWebhookConfigurationName: z.string().nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

export type KaiConfigFacts = z.output<typeof kaiConfigSchema>;

export const endpointSliceSchema = z.looseObject({
  metadata,
  endpoints: z
    .array(
      z.looseObject({
        addresses: z.array(z.string()),
        conditions: z.looseObject({ ready: z.boolean().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

export type EndpointSliceFacts = z.output<typeof endpointSliceSchema>;

export const configMapSchema = z.looseObject({ metadata, data: stringMap.nullish() });

const condition = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
});

/** What became of a pod; what it asks for is read by the same schema as an admission's. */
export const podStateSchema = z.looseObject({
  metadata,
  status: z.looseObject({ phase: z.string().nullish(), conditions: z.array(condition).nullish() }).nullish(),
});

export type PodCondition = z.output<typeof condition>;

export const versionSchema = z.looseObject({ gitVersion: z.string() });
