import { isDeepStrictEqual } from 'node:util';
import type { WebhookConfigurationFacts, WebhookFacts } from '../../cluster-reading/webhook-configurations.ts';
import { PROGRAM } from '../../decision/vocabulary.ts';
import { isOwnWebhook, webhookConfiguration } from '../../registration/webhook-configuration.ts';
import type { Finding } from '../finding.ts';
import { type Context, check } from './check.ts';
import { helmSet } from './commands.ts';

const MISSING = 'no pod is patched: none gets its share of a GPU, and most run without one';

export const registration = check({
  id: 'registration',
  about: 'the webhook is registered, once, as its settings want it',
  needs: ['mutating'],
  find({ mutating }, context) {
    const name = context.settings.server.registration.webhookConfiguration;
    const own = mutating.find(({ metadata }) => metadata.name === name);
    const others = mutating.filter((one) => one !== own && one.webhooks.some((webhook) => isOwnWebhook(webhook.name)));
    return [
      ...(context.release === undefined ? [notInstalled()] : []),
      ...(own === undefined ? [notRegistered(name, context)] : differences(own, context)),
      ...(own === undefined ? [] : others.map(({ metadata }) => registeredTwice(metadata.name, name))),
    ];
  },
});

const notInstalled = (): Finding => ({
  severity: 'error',
  object: `Deployment ${PROGRAM}`,
  problem: 'is in no namespace: no release of the webhook was found',
  why: MISSING,
  command: `helm install ${PROGRAM} charts/${PROGRAM} --namespace ${PROGRAM} --create-namespace`,
});

const notRegistered = (name: string, { release }: Context): Finding => ({
  severity: 'error',
  object: `MutatingWebhookConfiguration ${name}`,
  problem: 'does not exist, so the API server does not call the webhook',
  why: MISSING,
  command: helmSet(release),
});

const registeredTwice = (name: string, own: string): Finding => ({
  severity: 'warning',
  object: `MutatingWebhookConfiguration ${name}`,
  problem: `registers the same webhook as ${own} does`,
  why: 'each pod is sent to two of them, and where their settings differ the first decides',
  command: `kubectl delete mutatingwebhookconfiguration ${name}   # or uninstall the release that it belongs to`,
});

/** What the code defines once is held against what is there; what an administrator may choose is not. */
function differences(own: WebhookConfigurationFacts, { settings, release }: Context): readonly Finding[] {
  const { decision, server } = settings;
  const expected = webhookConfiguration({
    ...decision,
    name: own.metadata.name,
    service: {
      name: server.registration.serviceName,
      namespace: server.releaseNamespace ?? release?.namespace ?? PROGRAM,
    },
  });
  const found = new Map(own.webhooks.map((webhook) => [webhook.name, webhook]));
  return (expected.webhooks ?? []).flatMap((wanted): readonly Finding[] => {
    const there = found.get(wanted.name);
    const fields = there === undefined ? [] : differingFields(there, wanted as unknown as WebhookFacts);
    const problem =
      there === undefined
        ? `has no webhook ${wanted.name}, which the settings want`
        : fields.length > 0
          ? `differs in webhook ${wanted.name} from what the settings want: ${fields.join(', ')}`
          : undefined;
    return problem === undefined
      ? []
      : [
          {
            severity: 'warning',
            object: `MutatingWebhookConfiguration ${own.metadata.name}`,
            problem,
            why: 'the API server sends other pods than the webhook decides about, or calls it at the wrong moments',
            command: helmSet(release),
          },
        ];
  });
}

/** Which of these are compared, and how each is put into one form: the API server fills in defaults. */
const COMPARED: Readonly<Record<string, (webhook: WebhookFacts) => unknown>> = {
  rules: ({ rules }) =>
    (rules ?? []).map(({ apiGroups, operations, resources }) => [apiGroups, operations, resources].map(sorted)),
  namespaceSelector: ({ namespaceSelector }) => [
    namespaceSelector?.matchLabels ?? {},
    sorted(
      (namespaceSelector?.matchExpressions ?? []).map(
        ({ key, operator, values }) => `${key} ${operator} ${sorted(values)}`,
      ),
    ),
  ],
  objectSelector: ({ objectSelector }) => [
    objectSelector?.matchLabels ?? {},
    (objectSelector?.matchExpressions ?? []).map(({ key }) => key),
  ],
  matchConditions: ({ matchConditions }) =>
    (matchConditions ?? []).map(({ expression }) => expression.replaceAll(/\s/g, '')),
  sideEffects: ({ sideEffects }) => sideEffects,
};

const sorted = (list: readonly string[] | null | undefined): readonly string[] => (list ?? []).toSorted();

const differingFields = (there: WebhookFacts, wanted: WebhookFacts): readonly string[] =>
  Object.entries(COMPARED).flatMap(([field, form]) => (isDeepStrictEqual(form(there), form(wanted)) ? [] : [field]));
