import { parseBundle } from '../../certificates/trust/ca-bundle.ts';
import { isFor, isForServers, leadsTo } from '../../certificates/trust/chain.ts';
import { valueIn } from '../../cluster-reading/reading.ts';
import type { WebhookFacts } from '../../cluster-reading/webhook-configurations.ts';
import type { Finding } from '../finding.ts';
import type { Replica } from '../reading/replica.ts';
import { type Context, check } from './check.ts';
import { logsOf, restart } from './commands.ts';

/** Whether the API server accepts the certificates that replicas show it, judged as it judges them. */
export const trust = check({
  id: 'trust',
  about: 'the registered `caBundle` accepts the certificate of every replica',
  needs: ['mutating'],
  uses: ['replicas'],
  find({ mutating, replicas = [] }, context) {
    const name = context.settings.server.registration.webhookConfiguration;
    const own = mutating.find(({ metadata }) => metadata.name === name);
    return (own?.webhooks ?? []).flatMap((webhook) => {
      const problem = problemOf(webhook, replicas, context.now);
      return problem === undefined
        ? []
        : [finding(`MutatingWebhookConfiguration ${name}`, `${problem} (webhook ${webhook.name})`, webhook, context)];
    });
  },
});

function finding(object: string, problem: string, webhook: WebhookFacts, context: Context): Finding {
  return {
    severity: 'error',
    object,
    problem,
    why:
      webhook.failurePolicy === 'Ignore'
        ? 'the API server breaks off its calls, and failurePolicy: Ignore lets each pod pass unpatched'
        : 'the API server breaks off its calls, and failurePolicy: Fail lets no pod of an opted-in namespace be created',
    command: remedy(context),
  };
}

/** Whoever writes the bundle writes it again. */
function remedy({ release, settings }: Context): string {
  const { registration, certificates } = settings.server;
  if (release === undefined) {
    return `kubectl get mutatingwebhookconfiguration ${registration.webhookConfiguration} -o yaml`;
  }
  if (certificates === 'self' || registration.caBundle === 'write') {
    return `${restart(release)}   # it is written at the start; if it stays so: ${logsOf(release)}`;
  }
  return `kubectl get mutatingwebhookconfiguration ${registration.webhookConfiguration} -o yaml   # cert-manager's CA injector, or whoever keeps the Secret, writes caBundle: docs/certificates.md`;
}

function problemOf(webhook: WebhookFacts, replicas: readonly Replica[], now: Date): string | undefined {
  const { certificates, isBroken } = parseBundle(Buffer.from(webhook.clientConfig.caBundle ?? '', 'base64').toString());
  if (certificates.length === 0) {
    return isBroken
      ? 'has a caBundle that holds no certificate that can be read'
      : 'has no caBundle, so the API server trusts only authorities of its own machine';
  }
  const host = serverNameOf(webhook);
  for (const { name, chain: reading } of replicas) {
    const chain = valueIn(reading);
    if (chain === undefined) {
      continue;
    }
    if (!certificates.some((anchor) => leadsTo(anchor, chain, now))) {
      return `has a caBundle that does not accept the certificate of pod ${name}: ${certificates.length} authorities in it, and none of them, valid now, has issued ${chain[0].serialNumber}`;
    }
    if (host !== undefined && !isFor(chain, host)) {
      return `calls ${host}, for which the certificate of pod ${name} is not valid`;
    }
    if (!isForServers(chain)) {
      return `is shown a certificate by pod ${name} that is not for servers`;
    }
  }
  return undefined;
}

/** As the API server's own client for webhooks has it. */
function serverNameOf({ clientConfig: { service, url } }: WebhookFacts): string | undefined {
  if (service) {
    return `${service.name}.${service.namespace}.svc`;
  }
  return url && URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : undefined;
}
