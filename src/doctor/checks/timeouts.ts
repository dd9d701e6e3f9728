import { selectorMatches } from '../../decision/known/label-selector.ts';
import type { NamespaceFacts } from '../../decision/known/surroundings.ts';
import type { Finding } from '../finding.ts';
import { inScope } from '../scope.ts';
import { check } from './check.ts';
import { helmSet } from './commands.ts';
import { type PodWebhook, podWebhooks } from './pod-webhooks.ts';

/** The API server's time for one request, admission included (`requestTimeoutUpperBound`). */
const REQUEST_SECONDS = 34;

/** The webhook's own limit; more than that keeps others from being called. */
const MOST_OWN_SECONDS = 10;

/** Webhooks that are away are waited for one after another, and all of them share the time of the request. */
export const timeouts = check({
  id: 'timeouts',
  about: 'all webhooks that a pod waits for fit, one after another, into the 34 s of its request',
  needs: ['mutating', 'namespaces'],
  uses: ['validating'],
  find({ mutating, validating = [], namespaces }, { settings, release }) {
    const name = settings.server.registration.webhookConfiguration;
    const changing = podWebhooks(mutating);
    const judging = podWebhooks(validating);
    const own = changing.filter(({ configuration }) => configuration === name);
    const slow = own.filter(({ timeoutSeconds }) => timeoutSeconds > MOST_OWN_SECONDS);
    return [
      ...slow.slice(0, 1).map(
        ({ timeoutSeconds }): Finding => ({
          severity: 'warning',
          object: `MutatingWebhookConfiguration ${name}`,
          problem: `has timeoutSeconds ${timeoutSeconds}`,
          why: 'when no replica answers, every pod waits so long, and the webhooks after it find no time left; an answer takes milliseconds',
          command: helmSet(release, 'webhook.timeoutSeconds=3'),
        }),
      ),
      ...longest(inScope(namespaces, settings.decision), changing, judging),
    ];
  },
});

interface Wait {
  readonly namespace: string;
  readonly seconds: number;
  readonly webhooks: readonly PodWebhook[];
}

/** Of the namespace whose pods may have to wait longest. */
function longest(
  namespaces: readonly NamespaceFacts[],
  changing: readonly PodWebhook[],
  judging: readonly PodWebhook[],
): readonly Finding[] {
  const waits = namespaces.map(({ name, labels }): Wait => {
    const sees = ({ webhook: { namespaceSelector } }: PodWebhook): boolean =>
      // The API server sets the name's label by itself.
      selectorMatches(namespaceSelector ?? {}, { ...labels, 'kubernetes.io/metadata.name': name });
    const inTurn = changing.filter(sees);
    // Those that only judge are called all at once.
    const together = judging
      .filter(sees)
      .toSorted((a, b) => b.timeoutSeconds - a.timeoutSeconds)
      .slice(0, 1);
    const webhooks = [...inTurn, ...together];
    return {
      namespace: name,
      webhooks,
      seconds: webhooks.reduce((sum, { timeoutSeconds }) => sum + timeoutSeconds, 0),
    };
  });
  const [worst] = waits.toSorted((a, b) => b.seconds - a.seconds);
  if (worst === undefined || worst.seconds < REQUEST_SECONDS) {
    return [];
  }
  const slowest = worst.webhooks.toSorted((a, b) => b.timeoutSeconds - a.timeoutSeconds).slice(0, 3);
  return [
    {
      severity: 'warning',
      object: `Namespace ${worst.namespace}`,
      problem: `has ${worst.webhooks.length} webhooks that its pods wait for, with timeouts of together ${worst.seconds} s; the longest are ${slowest
        .map(({ configuration, timeoutSeconds }) => `${configuration} (${timeoutSeconds} s)`)
        .join(', ')}`,
      why: `a request has ${REQUEST_SECONDS} s: when all of them are away no pod can be created, also where each has failurePolicy: Ignore`,
      command: `kubectl get mutatingwebhookconfiguration ${slowest[0]?.configuration} -o yaml   # lower its timeoutSeconds, where its installation says it`,
    },
  ];
}
