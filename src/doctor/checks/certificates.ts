import type { X509Certificate } from 'node:crypto';
import { parseBundle } from '../../certificates/trust/ca-bundle.ts';
import { type Chain, leadsTo } from '../../certificates/trust/chain.ts';
import { valueIn } from '../../cluster-reading/reading.ts';
import { CATALOGUE } from '../../telemetry/metrics-catalogue.ts';
import type { Finding } from '../finding.ts';
import type { Replica } from '../reading/replica.ts';
import { type Context, check } from './check.ts';
import { logsOf } from './commands.ts';

/**
 * Whoever renews certificates does so after two thirds of their life, this program and cert-manager alike. One that has
 * less than this left was forgotten; the chart's alert begins there, too.
 */
const RENEWED_BEFORE = 0.15;

export const certificates = check({
  id: 'certificates',
  about: 'served certificates, and the authority that signed them, have more than 15 % of their life before them',
  needs: ['replicas'],
  uses: ['mutating'],
  find({ replicas, mutating = [] }, context) {
    const name = context.settings.server.registration.webhookConfiguration;
    const bundles = (mutating.find(({ metadata }) => metadata.name === name)?.webhooks ?? []).map(({ clientConfig }) =>
      parseBundle(Buffer.from(clientConfig.caBundle ?? '', 'base64').toString()),
    );
    const chains = replicas.flatMap((replica) => {
      const chain = valueIn(replica.chain);
      return chain === undefined ? [] : [{ pod: replica.name, chain, issuedAt: issuedAt(replica) }];
    });
    return [
      ...chains.flatMap(({ pod, chain: [leaf], issuedAt: since }) =>
        judged(`Pod ${pod}`, 'serves a certificate', leaf, context, since),
      ),
      ...bundles.flatMap((bundle) => {
        const trusted = bundle.certificates.filter((anchor) =>
          chains.some(({ chain }) => isAuthorityOf(anchor, chain, context.now)),
        );
        // Of two that overlap the one that lives longer counts.
        const last = trusted.toSorted((a, b) => endOf(b.certificate) - endOf(a.certificate))[0];
        return last === undefined
          ? []
          : judged(`MutatingWebhookConfiguration ${name}`, 'trusts an authority', last.certificate, context);
      }),
    ].filter(isFirstOfItsKind);
  },
});

/** A certificate that stands in the bundle itself is judged as a certificate. */
const isAuthorityOf = (anchor: Parameters<typeof leadsTo>[0], chain: Chain, now: Date): boolean =>
  anchor.fingerprint !== chain[0].fingerprint256 && leadsTo(anchor, chain, now);

function judged(
  object: string,
  doing: string,
  certificate: X509Certificate,
  { now, release }: Context,
  issuedMillis?: number,
): readonly Finding[] {
  const end = endOf(certificate);
  const life = end - (issuedMillis ?? Date.parse(certificate.validFrom));
  const left = (end - now.getTime()) / life;
  if (left > RENEWED_BEFORE) {
    return [];
  }
  const isOver = left <= 0;
  const until = new Date(end).toISOString();
  return [
    {
      severity: isOver ? 'error' : 'warning',
      object,
      problem: isOver
        ? `${doing} that expired on ${until}`
        : `${doing} that ends on ${until}, with ${Math.round(left * 100)} % of its life left`,
      why: isOver
        ? 'the API server accepts it no more: pods pass unpatched, or are refused'
        : 'it should have been renewed at a third; when it ends, the API server accepts it no more',
      command:
        release === undefined
          ? 'kubectl get certificates.cert-manager.io -A'
          : `${logsOf(release)}   # certificates.source self renews by itself; else: kubectl get certificates.cert-manager.io,secrets -n ${release.namespace}`,
    },
  ];
}

/**
 * When the certificate of a replica was issued, as it says itself: it may be valid from earlier on, for clocks that are
 * behind, which is a large part of a short life.
 */
function issuedAt({ metrics }: Replica): number | undefined {
  const sample = valueIn(metrics)?.find(({ name, value }) => name === CATALOGUE.certificateIssued.name && value > 0);
  return sample && sample.value * 1000;
}

const endOf = (certificate: X509Certificate): number => Date.parse(certificate.validTo);

/** Two webhooks of a configuration have the same bundle. */
const isFirstOfItsKind = ({ object, problem }: Finding, index: number, all: readonly Finding[]): boolean =>
  all.findIndex((one) => one.object === object && one.problem === problem) === index;
