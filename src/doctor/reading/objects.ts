import * as z from 'zod';
import { storedMetadata } from '../../cluster-reading/shapes.ts';
import { labelSelectorSchema } from '../../manifests/schemas.ts';

/*
 * The objects of a cluster that only a diagnosis reads.
 */

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
  namespaceSelector: labelSelectorSchema.nullish(),
  objectSelector: labelSelectorSchema.nullish(),
  matchConditions: z.array(z.looseObject({ expression: z.string() })).nullish(),
  matchPolicy: z.string().nullish(),
  failurePolicy: z.string().nullish(),
  reinvocationPolicy: z.string().nullish(),
  sideEffects: z.string().nullish(),
  timeoutSeconds: z.number().nullish(),
});

export type WebhookFacts = z.output<typeof webhook>;

/** A MutatingWebhookConfiguration or ValidatingWebhookConfiguration. */
export const webhookConfigurationSchema = z.looseObject({
  metadata: storedMetadata,
  webhooks: z.array(webhook).default([]),
});

export type WebhookConfigurationFacts = z.output<typeof webhookConfigurationSchema>;

/** KAI's own configuration, which its operator reads. */
export const kaiConfigSchema = z.looseObject({
  metadata: storedMetadata,
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
  metadata: storedMetadata,
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

export const versionSchema = z.looseObject({ gitVersion: z.string() });
