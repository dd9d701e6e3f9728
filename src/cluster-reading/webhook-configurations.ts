import * as z from 'zod';
import { labelSelectorSchema } from '../manifests/schemas.ts';
import { isOwnWebhook } from '../registration/webhook-configuration.ts';
import { by, type ObjectReader, objectsOf } from './object-reader.ts';
import { mapReading, type Reading } from './reading.ts';
import { storedMetadata } from './shapes.ts';
import type { Key } from './surroundings.ts';

/*
 * What is registered for the API server to call. Only who administers the cluster writes that; the chart's labels can be put
 * on an object by whoever may write in a single namespace. So of several that look like a release the registered one counts.
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

const ADMISSION = 'admissionregistration.k8s.io/v1';

export const readWebhookConfigurations = (
  reader: ObjectReader,
  kind: 'mutating' | 'validating',
): Promise<Reading<readonly WebhookConfigurationFacts[]>> =>
  reader.list(objectsOf(ADMISSION, `${kind}webhookconfigurations`), by(webhookConfigurationSchema));

/** A Service by which the API server calls a release of this program; it is in the release's own namespace. */
export interface RegisteredService extends Key {
  /** The MutatingWebhookConfiguration that names it. */
  readonly configuration: string;
}

/** Each once; a configuration with a `url` names none. */
export function registeredServices(configurations: readonly WebhookConfigurationFacts[]): readonly RegisteredService[] {
  const services = new Map<string, RegisteredService>();
  for (const { metadata, webhooks } of configurations) {
    for (const { name, clientConfig } of webhooks) {
      const { service } = clientConfig;
      const key = service && `${service.namespace}/${service.name}`;
      if (key && isOwnWebhook(name) && !services.has(key)) {
        services.set(key, { namespace: service.namespace, name: service.name, configuration: metadata.name });
      }
    }
  }
  return [...services.values()];
}

export const readRegisteredServices = async (reader: ObjectReader): Promise<Reading<readonly RegisteredService[]>> =>
  mapReading(await readWebhookConfigurations(reader, 'mutating'), registeredServices);

/**
 * Of what has the chart's labels the part that belongs to a registered release: it is in the namespace of the Service and,
 * where several are, has the Service's name, as the chart calls all objects of a release.
 */
export function registeredAmong<T>(
  candidates: readonly T[],
  services: readonly RegisteredService[],
  keyOf: (candidate: T) => Key,
): readonly T[] {
  const found = services.flatMap((service) => {
    const inside = candidates.filter((one) => keyOf(one).namespace === service.namespace);
    const named = inside.filter((one) => keyOf(one).name === service.name);
    return named.length > 0 ? named : inside;
  });
  return [...new Set(found)];
}
