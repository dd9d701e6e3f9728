import * as z from 'zod';
import { storedMetadata } from '../../cluster-reading/shapes.ts';

/*
 * The objects of a cluster that only a diagnosis reads.
 */

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
