import type { V1MutatingWebhook, V1MutatingWebhookConfiguration } from '@kubernetes/client-node';
import { PROGRAM } from '../decision/vocabulary.ts';
import { hasPrefix, labelledNamespaces, type NamespaceScope, unlabelledNamespaces } from './namespace-scope.ts';
import { POD_CREATION } from './pod-creation.ts';

/** What an administrator can choose about the registration. */
export interface RegistrationSettings extends NamespaceScope {
  /** Name of the configuration; `problemOfName` says which ones are right. */
  readonly name?: string | undefined;
  /** The Service by which the API server calls the webhook; its namespace is the release's own, and never touched. */
  readonly service: { readonly name: string; readonly namespace: string };
  readonly failurePolicy?: 'Ignore' | 'Fail' | undefined;
  /** 1 to 10: all webhooks of a request share the API server's 34 seconds. */
  readonly timeoutSeconds?: number | undefined;
  readonly reinvocationPolicy?: 'IfNeeded' | 'Never' | undefined;
}

export const CONFIGURATION_NAME = PROGRAM;

export const REGISTRATION_DEFAULTS = {
  failurePolicy: 'Ignore',
  timeoutSeconds: 3,
  reinvocationPolicy: 'IfNeeded',
} as const;

/** Where the server answers reviews. */
export const WEBHOOK_PATH = '/mutate';

/**
 * The two webhooks, by what puts a namespace in scope. The API server begins refusals, audit keys (`<webhook>/outcome`) and
 * the label `name` of its metrics with these names, so they are the same in every release, whatever its namespace and
 * Service are called: one search, one alert. It wants at least three segments, and the last two are common to both.
 */
export const WEBHOOK_NAMES = {
  byLabel: `by-label.pods.${PROGRAM}`,
  byPrefix: `by-prefix.pods.${PROGRAM}`,
} as const;

const OWN_WEBHOOKS: readonly string[] = Object.values(WEBHOOK_NAMES);

/** Whether a webhook of the cluster is ours, whichever release registered it. */
export const isOwnWebhook = (name: string): boolean => OWN_WEBHOOKS.includes(name);

/** The API server's words around a refusal, which controllers put into their events. */
const REFUSALS = OWN_WEBHOOKS.map((name) => `admission webhook "${name}" denied the request`);

/** Whether a message tells that one of ours refused something. */
export const tellsOwnRefusal = (message: string): boolean => REFUSALS.some((words) => message.includes(words));

/**
 * The MutatingWebhookConfiguration. "By label or by prefix" takes two webhooks, since match conditions do not see the
 * labels of a namespace and selectors know no prefixes; the label is in one selector what it is not in the other, so that
 * no pod is sent twice in a round.
 *
 * It has no `objectSelector`. One on the label that opts a pod out would switch the quota guard off for whoever sets it;
 * so would one for our own pods, whose labels anybody can write, and they are out by the namespace's name, which nobody can.
 * Nor is there a condition on mirror pods: anybody can write their annotation as well, beside a `nodeName`, and KAI would
 * still charge the pod. The core leaves them alone, after the guard.
 *
 * There is no `caBundle`: whoever keeps the certificates writes it, and applying this leaves it as it is.
 */
export function webhookConfiguration(settings: RegistrationSettings): V1MutatingWebhookConfiguration {
  const { name = CONFIGURATION_NAME, service } = settings;
  const scope: NamespaceScope = {
    ...settings,
    excludedNamespaces: [...settings.excludedNamespaces, service.namespace],
  };
  const byLabel = webhook(WEBHOOK_NAMES.byLabel, settings, { namespaceSelector: labelledNamespaces(scope) });
  const byPrefix = (): V1MutatingWebhook =>
    webhook(WEBHOOK_NAMES.byPrefix, settings, {
      namespaceSelector: unlabelledNamespaces(scope),
      matchConditions: [hasPrefix(scope)],
    });
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name },
    webhooks: scope.namespacePrefixes.length === 0 ? [byLabel] : [byLabel, byPrefix()],
  };
}

function webhook(
  name: string,
  { service, ...settings }: RegistrationSettings,
  scope: Pick<V1MutatingWebhook, 'namespaceSelector' | 'matchConditions'>,
): V1MutatingWebhook {
  return {
    name,
    clientConfig: { service: { name: service.name, namespace: service.namespace, path: WEBHOOK_PATH, port: 443 } },
    // A status must never wait for anybody.
    rules: [{ ...POD_CREATION }],
    ...scope,
    matchPolicy: 'Equivalent',
    failurePolicy: settings.failurePolicy ?? REGISTRATION_DEFAULTS.failurePolicy,
    timeoutSeconds: timeout(settings.timeoutSeconds ?? REGISTRATION_DEFAULTS.timeoutSeconds),
    // Variables that another webhook injects after us ask as well.
    reinvocationPolicy: settings.reinvocationPolicy ?? REGISTRATION_DEFAULTS.reinvocationPolicy,
    // The API server refuses a dry run where a webhook may have some.
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
  };
}

function timeout(seconds: number): number {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 10) {
    throw new RangeError(`timeoutSeconds is ${seconds}: write a whole number from 1 to 10`);
  }
  return seconds;
}
