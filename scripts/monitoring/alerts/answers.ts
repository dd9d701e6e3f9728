import type { Alert } from '../alert.ts';
import { OWN } from '../metrics.ts';
import { CROWDED_OUT, decided, increase, latency, max, NO_ROOM, rate, STALENESS, sum } from '../queries.ts';

/** How good the answers are. */
export const ANSWERS: readonly Alert[] = [
  {
    name: 'GpuFractionWebhookErrors',
    severity: 'warning',
    query: sum(increase(`${OWN.decisions}{outcome="error"}`, '15m'), 'reason'),
    is: '>',
    threshold: 0,
    summary: 'gpu-fraction-webhook let pods pass unpatched by its own fault.',
    description:
      'In 15 minutes {{ $value | printf "%.0f" }} pods were let pass as they came, for {{ $labels.reason }}.',
  },
  {
    name: 'GpuFractionWebhookOverloaded',
    severity: 'warning',
    query: `${sum(increase(NO_ROOM, '15m'))} + ${sum(increase(CROWDED_OUT, '15m'))}`,
    is: '>',
    threshold: 0,
    summary: 'gpu-fraction-webhook turned callers away for lack of room.',
    description:
      'In 15 minutes {{ $value | printf "%.0f" }} requests found no memory for their body, or lost their connection to others.',
  },
  {
    name: 'GpuFractionWebhookSlow',
    severity: 'warning',
    query: latency(0.99, '5m'),
    is: '>',
    threshold: 'latencySeconds',
    for: '10m',
    summary: 'gpu-fraction-webhook answers slowly.',
    description:
      'One review in a hundred takes longer than {{ $value | humanizeDuration }}; a few milliseconds are usual.',
  },
  {
    name: 'GpuFractionWebhookRefusalsJump',
    severity: 'warning',
    query: sum(increase(decided('denied'), '15m')),
    is: '>',
    threshold: 'refusals',
    and: {
      query: sum(rate(decided('denied'), '15m')),
      is: '>',
      // The mean over the times at which there was something to see: the first day has less.
      threshold: `3 * avg_over_time(${sum(rate(decided('denied'), '15m'))}[1d:15m] offset 15m)`,
    },
    summary: 'gpu-fraction-webhook refuses many more pods than usual.',
    description:
      '{{ $value | printf "%.0f" }} pods were refused in 15 minutes, more than three times as many as on the day before.',
  },
  {
    name: 'GpuFractionWebhookWatchStale',
    severity: 'warning',
    query: max(STALENESS, 'kind'),
    is: '>',
    threshold: 'staleSeconds',
    for: '5m',
    summary: 'gpu-fraction-webhook hears nothing of a kind that it watches.',
    description:
      'Nothing has been heard of {{ $labels.kind }} for {{ $value | humanizeDuration }}; pods are decided with what was known then.',
  },
  {
    name: 'GpuFractionWebhookWatchForbidden',
    severity: 'warning',
    query: max(OWN.surroundingsForbidden, 'kind'),
    is: '>',
    threshold: 0,
    for: '10m',
    summary: 'gpu-fraction-webhook may not read a kind that it needs.',
    description: 'Permission to list or watch {{ $labels.kind }} is missing; pods are decided without it.',
  },
  {
    name: 'GpuFractionWebhookSchedulerMissing',
    severity: 'warning',
    query: max(`${OWN.schedulerFit}{fit=~"other|none"}`, 'fit'),
    is: '>',
    threshold: 0,
    for: '15m',
    summary: 'Pods are sent to a scheduler that is not in the cluster.',
    description:
      'What the cluster has of the scheduler: {{ $labels.fit }}. Every pod that is sent to it waits for ever.',
  },
  {
    name: 'GpuFractionWebhookTelemetryLost',
    severity: 'info',
    query: `${sum(increase(OWN.droppedLogLines, '15m'))} + ${sum(increase(OWN.telemetryErrors, '15m'))}`,
    is: '>',
    threshold: 0,
    summary: 'gpu-fraction-webhook could not log or count everything.',
    description: 'In 15 minutes {{ $value | printf "%.0f" }} log lines or counts were lost. Answers are not affected.',
  },
];
