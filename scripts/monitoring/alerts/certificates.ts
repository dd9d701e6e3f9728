import type { Alert } from '../alert.ts';
import { OWN, PROCESS } from '../metrics.ts';
import { CERTIFICATE_LIFE_LEFT, increase, sum } from '../queries.ts';

const lifeLeft = `min without (container, endpoint, service) (${CERTIFICATE_LIFE_LEFT})`;
/** Older than half an hour; the first authorities are made at the first start of all. */
const isOld = `(time() - ${PROCESS.startTime} > bool 1800)`;
const lost = increase(`${OWN.authorityRotations}{cause=~"missing|unusable"}`, '15m');

/** Certificates that live for a day or for a year: what counts is the part that is left of their life. */
export const CERTIFICATES: readonly Alert[] = [
  {
    name: 'GpuFractionWebhookCertificateNotRenewed',
    severity: 'warning',
    query: lifeLeft,
    is: '<',
    threshold: 'certificateLifeLeft',
    for: '5m',
    summary: 'The serving certificate of gpu-fraction-webhook should have been renewed.',
    description: '{{ $value | humanizePercentage }} of the life of the certificate is left; it is renewed at a third.',
  },
  {
    name: 'GpuFractionWebhookCertificateExpires',
    severity: 'critical',
    query: lifeLeft,
    is: '<',
    threshold: 0.05,
    for: '1m',
    summary: 'The serving certificate of gpu-fraction-webhook is about to expire.',
    description:
      '{{ $value | humanizePercentage }} of the life of the certificate is left; after that the API server calls in vain.',
  },
  {
    name: 'GpuFractionWebhookCertificateRejected',
    severity: 'warning',
    query: sum(increase(`${OWN.certificateReloads}{result="rejected"}`, '1h')),
    is: '>',
    threshold: 0,
    summary: 'gpu-fraction-webhook was given a certificate that it cannot use.',
    description: 'A new certificate was rejected, and the last good one goes on being served until it expires.',
  },
  {
    name: 'GpuFractionWebhookCertificateUntrusted',
    severity: 'warning',
    query: sum(increase(`${OWN.failedHandshakes}{problem="untrusted"}`, '5m')),
    is: '>',
    threshold: 0,
    for: '10m',
    summary: 'Callers do not trust the certificate of gpu-fraction-webhook.',
    description:
      'In 5 minutes {{ $value | printf "%.0f" }} handshakes ended because the caller does not trust the certificate.',
  },
  {
    name: 'GpuFractionWebhookCertificateFailures',
    severity: 'warning',
    query: sum(increase(OWN.certificateFailures, '1h'), 'step'),
    is: '>',
    threshold: 10,
    summary: 'gpu-fraction-webhook cannot keep its certificates in order.',
    description: 'In an hour {{ $value | printf "%.0f" }} tries failed at: {{ $labels.step }}.',
  },
  {
    name: 'GpuFractionWebhookCaBundleOverwritten',
    severity: 'warning',
    query: sum(increase(`${OWN.bundleWrites}{change="repaired"}`, '1h')),
    is: '>',
    threshold: 3,
    summary: 'Somebody overwrites the caBundle of gpu-fraction-webhook again and again.',
    description:
      'In an hour the caBundle had to be written again {{ $value | printf "%.0f" }} times; in between calls fail.',
  },
  {
    name: 'GpuFractionWebhookAuthoritiesLost',
    severity: 'warning',
    query: sum(`${lost} * on (job, instance) group_left () ${isOld}`, 'cause'),
    is: '>',
    threshold: 0,
    summary: 'The certificate authorities of gpu-fraction-webhook were lost.',
    description: 'New ones had to be made while the program ran; the Secret was: {{ $labels.cause }}.',
  },
];
