import type { Alert } from '../../../scripts/monitoring/alert.ts';

/** Series as promtool writes them, one sample a minute, and what comes of them. */
export interface AlertCase {
  readonly alert: Alert['name'];
  readonly when: string;
  readonly series: Readonly<Record<string, string>>;
  /** The minute of the clock at which the series begin, where it matters. */
  readonly from?: number;
  /** When it is looked at, behind that. */
  readonly at: string;
  /** Labels beside the severity, and the description; left out where the alert has to stay quiet. */
  readonly fires?: { readonly labels: Readonly<Record<string, string>>; readonly says: string };
}

const POD = { job: 'webhook', instance: '10.0.0.1:8080', pod: 'webhook-a' };
const labelsOf = (labels: Readonly<Record<string, string>>): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;
const own = (name: string, labels: Readonly<Record<string, string>> = {}): string =>
  `gpu_fraction_webhook_${name}${labelsOf({ ...POD, ...labels })}`;
const webhook = 'by-label.pods.gpu-fraction-webhook';
const apiServer = (name: string, labels: Readonly<Record<string, string>>): string =>
  `apiserver_${name}${labelsOf({ job: 'apiserver', ...labels })}`;
const deployment = { namespace: 'gpu-system', deployment: 'gpu-fraction-webhook' };
const kube = (name: string): string =>
  `kube_deployment_${name}${labelsOf({ job: 'kube-state-metrics', ...deployment })}`;

/** Half an hour, of which something happens after twenty minutes. */
const once = (before: number | '_', after: number): string => `${before}x20 ${after}x10`;

/** A certificate of a day, which began at midnight. */
const ofADay = {
  [own('certificate_issued_timestamp_seconds')]: '0x40',
  [own('certificate_expiry_timestamp_seconds')]: '86400x40',
};

/** Each alert fires in one of them at least, and stays quiet in one where it nearly would. */
export const ALERT_CASES: readonly AlertCase[] = [
  {
    alert: 'GpuFractionWebhookDown',
    when: 'Prometheus sees no replica at all',
    series: {},
    at: '6m',
    fires: {
      labels: {},
      says: 'For 5 minutes Prometheus has seen no replica that is ready. Pods of opted-in namespaces are created unpatched, or refused with failurePolicy: Fail.',
    },
  },
  {
    alert: 'GpuFractionWebhookDown',
    when: 'one of two is ready',
    series: { [own('ready')]: '1x10', [own('ready', { pod: 'webhook-b', instance: '10.0.0.2:8080' })]: '0x10' },
    at: '6m',
  },
  {
    alert: 'GpuFractionWebhookReplicaNotReady',
    when: 'one is not for eleven minutes',
    series: { [own('ready')]: '0x15' },
    at: '11m',
    fires: { labels: POD, says: 'webhook-a has not been ready for 10 minutes.' },
  },
  {
    alert: 'GpuFractionWebhookReplicaNotReady',
    when: 'it became ready in time',
    series: { [own('ready')]: '0x8 1x10' },
    at: '15m',
  },
  {
    alert: 'GpuFractionWebhookReplicasMissing',
    when: 'one of two is not available',
    series: { [kube('spec_replicas')]: '2x20', [kube('status_replicas_available')]: '1x20' },
    at: '16m',
    fires: {
      labels: { job: 'kube-state-metrics', ...deployment },
      says: '1 of the replicas of Deployment gpu-fraction-webhook have not been available for 15 minutes.',
    },
  },
  {
    alert: 'GpuFractionWebhookReplicasMissing',
    when: 'one comes back in time',
    series: { [kube('spec_replicas')]: '2x20', [kube('status_replicas_available')]: '2x3 1x5 2x11' },
    at: '18m',
  },
  {
    alert: 'GpuFractionWebhookUnreachable',
    when: 'most calls fail',
    series: {
      [apiServer('admission_webhook_fail_open_count', { name: webhook })]: '0+9x30',
      [apiServer('admission_webhook_request_total', { name: webhook, code: '500' })]: '0+9x30',
      [apiServer('admission_webhook_request_total', { name: webhook, code: '200' })]: '0+1x30',
    },
    at: '25m',
    fires: {
      labels: {},
      says: '90% of the API server’s calls fail, and those pods are created unpatched.',
    },
  },
  {
    alert: 'GpuFractionWebhookUnreachable',
    when: 'few calls fail, and most of another webhook',
    series: {
      [apiServer('admission_webhook_fail_open_count', { name: webhook })]: '0+1x30',
      [apiServer('admission_webhook_request_total', { name: webhook, code: '200' })]: '0+9x30',
      [apiServer('admission_webhook_fail_open_count', { name: 'other.example.com' })]: '0+9x30',
      [apiServer('admission_webhook_request_total', { name: 'other.example.com', code: '500' })]: '0+9x30',
    },
    at: '25m',
  },
  {
    alert: 'GpuFractionWebhookPodsMissed',
    when: 'the first call ever fails, with which the counter begins',
    series: { [apiServer('admission_webhook_fail_open_count', { name: webhook })]: once('_', 1) },
    at: '22m',
    fires: { labels: {}, says: 'In 15 minutes 1 calls failed, and the API server went on without an answer.' },
  },
  {
    alert: 'GpuFractionWebhookPodsMissed',
    when: 'further calls fail, in one of two clusters',
    series: {
      [apiServer('admission_webhook_fail_open_count', { name: webhook, cluster: 'a' })]: once(3, 6),
      [apiServer('admission_webhook_fail_open_count', { name: webhook, cluster: 'b' })]: once(3, 3),
    },
    at: '22m',
    fires: {
      labels: { cluster: 'a' },
      says: 'In 15 minutes 3 calls failed, and the API server went on without an answer.',
    },
  },
  {
    alert: 'GpuFractionWebhookPodsMissed',
    when: 'calls failed long ago, and the API server was not scraped for a while',
    series: { [apiServer('admission_webhook_fail_open_count', { name: webhook })]: '57x20 _x10 57x40' },
    at: '45m',
  },
  {
    alert: 'GpuFractionWebhookPodsUnpatched',
    when: 'the policy warned, which is counted as `audit` too',
    series: Object.fromEntries(
      ['warn', 'audit', 'allow'].map((action) => [
        apiServer('validating_admission_policy_check_total', {
          policy: 'gpu-fraction-webhook-unpatched',
          enforcement_action: action,
        }),
        once('_', 2),
      ]),
    ),
    at: '22m',
    fires: {
      labels: { enforcement_action: 'warn' },
      says: 'In 15 minutes 2 pods asked for a share and came unpatched to the policy, which does: warn.',
    },
  },
  {
    alert: 'GpuFractionWebhookPodsUnpatched',
    when: 'the policy let pods pass, and another one refused some',
    series: {
      [apiServer('validating_admission_policy_check_total', {
        policy: 'gpu-fraction-webhook-unpatched',
        enforcement_action: 'allow',
      })]: '0+5x40',
      [apiServer('validating_admission_policy_check_total', { policy: 'another', enforcement_action: 'deny' })]:
        '0+5x40',
    },
    at: '30m',
  },
  {
    alert: 'GpuFractionWebhookPodsRejected',
    when: 'nobody answered, and the policy of failures is Fail',
    series: {
      [apiServer('admission_webhook_rejection_count', { name: webhook, error_type: 'calling_webhook_error' })]: once(
        '_',
        3,
      ),
    },
    at: '22m',
    fires: {
      labels: { error_type: 'calling_webhook_error' },
      says: 'In 15 minutes the API server refused 3 pods for calling_webhook_error; the webhook refused none of them.',
    },
  },
  {
    alert: 'GpuFractionWebhookPodsRejected',
    when: 'the webhook itself refuses pods',
    series: { [apiServer('admission_webhook_rejection_count', { name: webhook, error_type: 'no_error' })]: '0+5x40' },
    at: '30m',
  },
  {
    alert: 'GpuFractionWebhookErrors',
    when: 'one pod was let pass by a fault',
    series: {
      [own('decisions_total', { outcome: 'error', reason: 'internal-error', mode: 'enforce' })]: once(0, 1),
      [own('decisions_total', { outcome: 'error', reason: 'unreadable-pod', mode: 'enforce' })]: once(4, 4),
    },
    at: '22m',
    fires: {
      labels: { reason: 'internal-error' },
      says: 'In 15 minutes 1 pods were let pass as they came, for internal-error.',
    },
  },
  {
    alert: 'GpuFractionWebhookErrors',
    when: 'pods are patched and refused',
    series: {
      [own('decisions_total', { outcome: 'error', reason: 'internal-error', mode: 'enforce' })]: '4x40',
      [own('decisions_total', { outcome: 'denied', reason: 'invalid-fraction', mode: 'enforce' })]: '0+5x40',
    },
    at: '30m',
  },
  {
    alert: 'GpuFractionWebhookOverloaded',
    when: 'bodies find no room',
    series: {
      [own('bad_requests_total', { code: '503' })]: once(0, 3),
      [own('closed_connections_total', { connection: 'known' })]: '0x30',
    },
    at: '22m',
    fires: {
      labels: {},
      says: 'In 15 minutes 3 requests found no memory for their body, or lost their connection to others.',
    },
  },
  {
    alert: 'GpuFractionWebhookOverloaded',
    when: 'others send what is no review, and idle connections are closed',
    series: {
      [own('bad_requests_total', { code: '503' })]: '2x40',
      [own('bad_requests_total', { code: '400' })]: '0+5x40',
      [own('closed_connections_total', { connection: 'known' })]: '2x40',
      [own('closed_connections_total', { connection: 'idle' })]: '0+5x40',
    },
    at: '30m',
  },
  {
    alert: 'GpuFractionWebhookSlow',
    when: 'reviews take up to half a second',
    series: {
      [own('request_duration_seconds_bucket', { le: '0.25' })]: '0x40',
      [own('request_duration_seconds_bucket', { le: '0.5' })]: '0+100x40',
      [own('request_duration_seconds_bucket', { le: '+Inf' })]: '0+100x40',
    },
    at: '30m',
    fires: { labels: {}, says: 'One review in a hundred takes longer than 497.5ms; a few milliseconds are usual.' },
  },
  {
    alert: 'GpuFractionWebhookSlow',
    when: 'hardly any does',
    series: {
      [own('request_duration_seconds_bucket', { le: '0.25' })]: '0+999x40',
      [own('request_duration_seconds_bucket', { le: '0.5' })]: '0+1000x40',
      [own('request_duration_seconds_bucket', { le: '+Inf' })]: '0+1000x40',
    },
    at: '30m',
  },
  {
    alert: 'GpuFractionWebhookRefusalsJump',
    when: 'there are twenty times as many as all the time before',
    series: {
      [own('decisions_total', { outcome: 'denied', reason: 'invalid-fraction', mode: 'enforce' })]: '0+1x120 140+20x30',
    },
    at: '140m',
    fires: {
      labels: {},
      says: '300 pods were refused in 15 minutes, more than three times as many as on the day before.',
    },
  },
  {
    alert: 'GpuFractionWebhookRefusalsJump',
    when: 'there are always many',
    series: {
      [own('decisions_total', { outcome: 'denied', reason: 'invalid-fraction', mode: 'enforce' })]: '0+5x150',
    },
    at: '140m',
  },
  {
    alert: 'GpuFractionWebhookRefusalsJump',
    when: 'there were none, and are a few',
    series: {
      [own('decisions_total', { outcome: 'denied', reason: 'invalid-fraction', mode: 'enforce' })]: '0x120 0+1x30',
    },
    at: '137m',
  },
  {
    alert: 'GpuFractionWebhookRefusalsJump',
    when: 'they are not carried out, in audit mode',
    series: {
      [own('decisions_total', { outcome: 'denied', reason: 'invalid-fraction', mode: 'enforce' })]: '0x150',
      [own('decisions_total', { outcome: 'denied', reason: 'invalid-fraction', mode: 'audit' })]: '0x120 20+20x30',
    },
    at: '140m',
  },
  {
    alert: 'GpuFractionWebhookWatchStale',
    when: 'nothing is heard for twelve minutes',
    series: { [own('surroundings_staleness_seconds', { kind: 'Namespace' })]: '0+60x20' },
    at: '12m',
    fires: {
      labels: { kind: 'Namespace' },
      says: 'Nothing has been heard of Namespace for 12m 0s; pods are decided with what was known then.',
    },
  },
  {
    alert: 'GpuFractionWebhookWatchStale',
    when: 'it is as old as in everyday life',
    series: { [own('surroundings_staleness_seconds', { kind: 'Namespace' })]: '75x20' },
    at: '12m',
  },
  {
    alert: 'GpuFractionWebhookWatchStale',
    when: 'it may not be read, which another alert tells',
    series: {
      [own('surroundings_staleness_seconds', { kind: 'PodDefault' })]: '0+60x20',
      [own('surroundings_forbidden', { kind: 'PodDefault' })]: '1x20',
      [own('surroundings_forbidden', { kind: 'Namespace' })]: '0x20',
    },
    at: '12m',
  },
  {
    alert: 'GpuFractionWebhookWatchForbidden',
    when: 'permission is missing',
    series: { [own('surroundings_forbidden', { kind: 'PodDefault' })]: '1x15' },
    at: '11m',
    fires: {
      labels: { kind: 'PodDefault' },
      says: 'Permission to list or watch PodDefault is missing; pods are decided without it.',
    },
  },
  {
    alert: 'GpuFractionWebhookWatchForbidden',
    when: 'it came in time',
    series: { [own('surroundings_forbidden', { kind: 'PodDefault' })]: '1x5 0x10' },
    at: '11m',
  },
  {
    alert: 'GpuFractionWebhookSchedulerMissing',
    when: 'neither scheduler is there',
    series: { [own('scheduler_fit', { fit: 'none' })]: '1x20', [own('scheduler_fit', { fit: 'fits' })]: '0x20' },
    at: '16m',
    fires: {
      labels: { fit: 'none' },
      says: 'What the cluster has of the scheduler: none. Every pod that is sent to it waits for ever.',
    },
  },
  {
    alert: 'GpuFractionWebhookSchedulerMissing',
    when: 'the right one is there',
    series: { [own('scheduler_fit', { fit: 'none' })]: '0x20', [own('scheduler_fit', { fit: 'fits' })]: '1x20' },
    at: '16m',
  },
  {
    alert: 'GpuFractionWebhookTelemetryLost',
    when: 'lines were dropped',
    series: { [own('dropped_log_lines_total')]: once(0, 5), [own('telemetry_errors_total')]: '0x30' },
    at: '22m',
    fires: {
      labels: {},
      says: 'In 15 minutes 5 log lines or counts were lost. Answers are not affected.',
    },
  },
  {
    alert: 'GpuFractionWebhookTelemetryLost',
    when: 'that was long ago',
    series: { [own('dropped_log_lines_total')]: '5x40', [own('telemetry_errors_total')]: '1x40' },
    at: '30m',
  },
  {
    alert: 'GpuFractionWebhookCertificateNotRenewed',
    when: 'less than 15 % of a day is left',
    series: ofADay,
    from: 1200,
    at: '30m',
    fires: { labels: POD, says: '14.58% of the life of the certificate is left; it is renewed at a third.' },
  },
  {
    alert: 'GpuFractionWebhookCertificateNotRenewed',
    when: 'a sixth of a day is left',
    series: ofADay,
    from: 1170,
    at: '30m',
  },
  {
    alert: 'GpuFractionWebhookCertificateNotRenewed',
    when: 'there is no certificate yet',
    series: {
      [own('certificate_issued_timestamp_seconds')]: '0x20',
      [own('certificate_expiry_timestamp_seconds')]: '0x20',
    },
    at: '10m',
  },
  {
    alert: 'GpuFractionWebhookCertificateExpires',
    when: 'an hour of a day is left',
    series: ofADay,
    from: 1350,
    at: '30m',
    fires: {
      labels: POD,
      says: '4.167% of the life of the certificate is left; after that the API server calls in vain.',
    },
  },
  {
    alert: 'GpuFractionWebhookCertificateExpires',
    when: 'two hours of a day are left',
    series: ofADay,
    from: 1290,
    at: '30m',
  },
  {
    alert: 'GpuFractionWebhookCertificateRejected',
    when: 'a new one was',
    series: { [own('certificate_reloads_total', { result: 'rejected' })]: once(0, 1) },
    at: '22m',
    fires: {
      labels: {},
      says: 'A new certificate was rejected, and the last good one goes on being served until it expires.',
    },
  },
  {
    alert: 'GpuFractionWebhookCertificateRejected',
    when: 'new ones are taken',
    series: {
      [own('certificate_reloads_total', { result: 'rejected' })]: '1x40',
      [own('certificate_reloads_total', { result: 'loaded' })]: '0+1x40',
    },
    at: '30m',
  },
  {
    alert: 'GpuFractionWebhookCertificateUntrusted',
    when: 'handshakes end so again and again',
    series: { [own('failed_handshakes_total', { problem: 'untrusted' })]: '0+2x40' },
    at: '30m',
    fires: {
      labels: {},
      says: 'In 5 minutes 10 handshakes ended because the caller does not trust the certificate.',
    },
  },
  {
    alert: 'GpuFractionWebhookCertificateUntrusted',
    when: 'one did, and others broke',
    series: {
      [own('failed_handshakes_total', { problem: 'untrusted' })]: once(0, 1),
      [own('failed_handshakes_total', { problem: 'broken' })]: '0+2x40',
    },
    at: '30m',
  },
  {
    alert: 'GpuFractionWebhookCertificateFailures',
    when: 'tries fail every minute',
    series: { [own('certificate_failures_total', { step: 'registration' })]: '0+1x90' },
    at: '70m',
    fires: { labels: { step: 'registration' }, says: 'In an hour 60 tries failed at: registration.' },
  },
  {
    alert: 'GpuFractionWebhookCertificateFailures',
    when: 'a few failed while the API server was updated',
    series: { [own('certificate_failures_total', { step: 'registration' })]: '0x40 0+1x8 8x40' },
    at: '70m',
  },
  {
    alert: 'GpuFractionWebhookCaBundleOverwritten',
    when: 'it is written back every ten minutes',
    series: { [own('ca_bundle_writes_total', { change: 'repaired' })]: '0x9 1x9 2x9 3x9 4x9 5x9 6x9 7x9 8x9' },
    at: '80m',
    fires: {
      labels: {},
      says: 'In an hour the caBundle had to be written again 6 times; in between calls fail.',
    },
  },
  {
    alert: 'GpuFractionWebhookCaBundleOverwritten',
    when: 'it was twice, and authorities came and went',
    series: {
      [own('ca_bundle_writes_total', { change: 'repaired' })]: '0x40 2x50',
      [own('ca_bundle_writes_total', { change: 'extended' })]: '0+1x90',
    },
    at: '80m',
  },
  {
    alert: 'GpuFractionWebhookAuthoritiesLost',
    when: 'they had to be made anew while the program ran',
    series: {
      [own('ca_rotations_total', { cause: 'missing' })]: '0x50 2x10',
      [`process_start_time_seconds${labelsOf(POD)}`]: '0x60',
    },
    at: '52m',
    fires: {
      labels: { cause: 'missing' },
      says: 'New ones had to be made while the program ran; the Secret was: missing.',
    },
  },
  {
    alert: 'GpuFractionWebhookAuthoritiesLost',
    when: 'they are made at the first start, and replaced when they expire',
    series: {
      [own('ca_rotations_total', { cause: 'missing' })]: '0 2x59',
      [own('ca_rotations_total', { cause: 'expired' })]: '0x3 1x56',
      [`process_start_time_seconds${labelsOf(POD)}`]: '0x60',
    },
    at: '10m',
  },
];
