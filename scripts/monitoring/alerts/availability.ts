import type { Alert } from '../alert.ts';
import { placeholder } from '../alert.ts';
import { KUBE_STATE_METRICS, OWN } from '../metrics.ts';
import { CALLS, FAILED_OPEN, increaseFromNothing, REJECTED_BY_FAULT, rate, sum, UNPATCHED } from '../queries.ts';

const deployment = `{namespace="${placeholder('namespace')}",deployment="${placeholder('deployment')}"}`;

/** Whether somebody answers, and what becomes of pods where nobody does. */
export const AVAILABILITY: readonly Alert[] = [
  {
    name: 'GpuFractionWebhookDown',
    severity: 'critical',
    query: `count(${OWN.ready} == 1) or vector(0)`,
    is: '==',
    threshold: 0,
    for: '5m',
    summary: 'No replica of gpu-fraction-webhook is ready.',
    description:
      'For 5 minutes Prometheus has seen no replica that is ready. Pods of opted-in namespaces are created unpatched, or refused with failurePolicy: Fail.',
  },
  {
    name: 'GpuFractionWebhookReplicaNotReady',
    severity: 'warning',
    query: `min without (container, endpoint, service) (${OWN.ready})`,
    is: '==',
    threshold: 0,
    for: '10m',
    summary: 'A replica of gpu-fraction-webhook runs, but is not ready.',
    description:
      '{{ $labels.pod }}{{ if not $labels.pod }}{{ $labels.instance }}{{ end }} has not been ready for 10 minutes.',
  },
  {
    name: 'GpuFractionWebhookReplicasMissing',
    severity: 'warning',
    query: `${KUBE_STATE_METRICS.wantedReplicas}${deployment} - ${KUBE_STATE_METRICS.availableReplicas}${deployment}`,
    is: '>',
    threshold: 0,
    for: '15m',
    summary: 'gpu-fraction-webhook has fewer replicas than it should.',
    description:
      '{{ $value | printf "%.0f" }} of the replicas of Deployment {{ $labels.deployment }} have not been available for 15 minutes.',
  },
  {
    name: 'GpuFractionWebhookUnreachable',
    severity: 'critical',
    query: `${sum(rate(FAILED_OPEN, '10m'))} / ${sum(rate(CALLS, '10m'))}`,
    is: '>',
    threshold: 0.5,
    for: '10m',
    summary: 'The API server does not reach gpu-fraction-webhook.',
    description:
      '{{ $value | humanizePercentage }} of the API server’s calls fail, and those pods are created unpatched.',
  },
  {
    name: 'GpuFractionWebhookPodsMissed',
    severity: 'warning',
    query: sum(increaseFromNothing(FAILED_OPEN, '15m')),
    is: '>',
    threshold: 0,
    summary: 'Pods were created without gpu-fraction-webhook having seen them.',
    description:
      'In 15 minutes {{ $value | printf "%.0f" }} calls failed, and the API server went on without an answer.',
  },
  {
    name: 'GpuFractionWebhookPodsUnpatched',
    severity: 'warning',
    query: sum(increaseFromNothing(UNPATCHED, '15m'), 'enforcement_action'),
    is: '>',
    threshold: 0,
    summary: 'Pods that asked for a share of a GPU were not patched.',
    description:
      'In 15 minutes {{ $value | printf "%.0f" }} pods asked for a share and came unpatched to the policy, which does: {{ $labels.enforcement_action }}.',
  },
  {
    name: 'GpuFractionWebhookPodsRejected',
    severity: 'critical',
    query: sum(increaseFromNothing(REJECTED_BY_FAULT, '15m'), 'error_type'),
    is: '>',
    threshold: 0,
    summary: 'Pods are refused because the call of gpu-fraction-webhook failed.',
    description:
      'In 15 minutes the API server refused {{ $value | printf "%.0f" }} pods for {{ $labels.error_type }}; the webhook refused none of them.',
  },
];
