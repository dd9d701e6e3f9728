import { EARLIER, LATER, problemOfName } from '../../registration/configuration-order.ts';
import { CONFIGURATION_NAME } from '../../registration/webhook-configuration.ts';
import type { Finding, Severity } from '../finding.ts';
import { type Context, check } from './check.ts';
import { helmSet } from './commands.ts';
import { type PodWebhook, podWebhooks } from './pod-webhooks.ts';

/** How a neighbour is recognised whatever its configuration is called, and what comes of the wrong side. */
interface Sign {
  readonly title: string;
  /** Its usual name, under which the reason stands. */
  readonly usual: string;
  readonly severity: Severity;
  readonly isIt: (webhook: PodWebhook) => boolean;
}

const pathOf = ({ webhook: { clientConfig } }: PodWebhook): string =>
  clientConfig.service?.path ?? (URL.canParse(clientConfig.url ?? '') ? new URL(clientConfig.url ?? '').pathname : '');

const KAI_ADMISSION = 'mutating-kai-admission';

const SIGNS: readonly Sign[] = [
  {
    title: "Kubeflow's PodDefaults",
    usual: 'admission-webhook-mutating-webhook-configuration',
    // The webhook reads those that are still to come by itself, but not their volumes and the like.
    severity: 'info',
    isIt: (one) => pathOf(one) === '/apply-poddefault',
  },
  {
    title: 'the cache of Kubeflow Pipelines',
    usual: 'cache-webhook-kubeflow',
    severity: 'warning',
    isIt: ({ configuration, webhook }) =>
      configuration === 'cache-webhook-kubeflow' || webhook.clientConfig.service?.name === 'cache-server',
  },
  {
    title: "KAI's admission",
    usual: KAI_ADMISSION,
    severity: 'error',
    isIt: (one) => one.configuration === KAI_ADMISSION || (pathOf(one) === '/mutate--v1-pod' && asksForScheduler(one)),
  },
  {
    title: "KAI's pod mutation by project",
    usual: 'kai-pod-mutation',
    severity: 'error',
    isIt: ({ configuration }) => configuration === 'kai-pod-mutation',
  },
  {
    title: "Istio's injector",
    usual: 'istio-sidecar-injector',
    severity: 'warning',
    isIt: (one) => one.configuration.startsWith('istio-') && pathOf(one).startsWith('/inject'),
  },
];

/** As KAI's operator registers it since v0.13, under whatever name. */
const asksForScheduler = ({ webhook }: PodWebhook): boolean =>
  (webhook.matchConditions ?? []).some(({ expression }) => expression.includes('spec.schedulerName'));

export const webhookOrder = check({
  id: 'webhook-order',
  about: 'webhook configurations are called in the order that pods need: PodDefaults, this webhook, Istio, KAI',
  needs: ['mutating'],
  find({ mutating }, context) {
    const own = context.settings.server.registration.webhookConfiguration;
    const all = podWebhooks(mutating);
    if (!all.some(({ configuration }) => configuration === own)) {
      // That it is missing is told by another check.
      return [];
    }
    return SIGNS.flatMap((sign) => {
      const names = [...new Set(all.filter(sign.isIt).map(({ configuration }) => configuration))];
      return names.filter((name) => name !== own).flatMap((name) => misplaced(own, name, sign, context));
    });
  },
});

function misplaced(own: string, name: string, { title, usual, severity }: Sign, context: Context): readonly Finding[] {
  const earlier = EARLIER.find((neighbour) => neighbour.name === usual);
  const isWrong = earlier === undefined ? name < own : name > own;
  const because = earlier?.because ?? LATER.find((neighbour) => neighbour.name === usual)?.because ?? '';
  if (!isWrong) {
    return [];
  }
  const [side, right] = earlier === undefined ? ['before', 'after'] : ['after', 'before'];
  return [
    {
      severity,
      object: `MutatingWebhookConfiguration ${name}`,
      problem: `(${title}) is called ${side} ${own}, and should be ${right} it`,
      why:
        severity === 'info'
          ? `${because}; what they set of projects and shares is read by this webhook itself, so nothing has to be done`
          : because,
      command:
        problemOfName(own) === undefined
          ? rename(name, usual)
          : helmSet(context.release, `webhook.name=${CONFIGURATION_NAME}`),
    },
  ];
}

/** Where ours has a good name, the other one has lost its usual one. */
const rename = (name: string, usual: string): string =>
  usual === KAI_ADMISSION
    ? `kubectl patch configs.kai.scheduler kai-config --type merge -p '{"spec":{"admission":{"mutatingWebhookConfigurationName":"${usual}"}}}'`
    : `kubectl get mutatingwebhookconfiguration ${name} -o yaml   # its installation should call it ${usual}`;
