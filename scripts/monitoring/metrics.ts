import { PROGRAM } from '../../src/decision/vocabulary.ts';
import { CATALOGUE } from '../../src/telemetry/metrics-catalogue.ts';

/** Names of the program's own metrics. */
export const OWN = Object.fromEntries(Object.entries(CATALOGUE).map(([key, { name }]) => [key, name])) as {
  readonly [Key in keyof typeof CATALOGUE]: (typeof CATALOGUE)[Key]['name'];
};

/** What Node’s own metrics of the process are called; the library that exports them has the names. */
export const PROCESS = {
  startTime: 'process_start_time_seconds',
  cpu: 'process_cpu_seconds_total',
  memory: 'process_resident_memory_bytes',
  heap: 'nodejs_heap_size_used_bytes',
  eventLoopDelay: 'nodejs_eventloop_lag_p99_seconds',
} as const;

/** What the API server counts of its calls: the view from the other side, and all there is of a call that never came. */
export const API_SERVER = {
  calls: 'apiserver_admission_webhook_request_total',
  failedOpen: 'apiserver_admission_webhook_fail_open_count',
  rejections: 'apiserver_admission_webhook_rejection_count',
  duration: 'apiserver_admission_webhook_admission_duration_seconds',
  policyChecks: 'apiserver_validating_admission_policy_check_total',
} as const;

export const KUBE_STATE_METRICS = {
  wantedReplicas: 'kube_deployment_spec_replicas',
  availableReplicas: 'kube_deployment_status_replicas_available',
} as const;

/** The API server's label for calls of this program, by whichever of its two webhooks: a test compares their names. */
export const OUR_WEBHOOKS = `name=~"by-[a-z]+[.]pods[.]${PROGRAM}"`;

/** Of both the program and the API server: the label by which a Prometheus for several clusters tells them apart. */
export const CLUSTER = 'cluster';
