/*
 * Every metric of the program: its name, what it says, and the closed lists that its labels come from. A label for
 * namespaces or pods would grow with the cluster.
 */

export const METRICS_PREFIX = 'gpu_fraction_webhook_';

/** Statuses of answers to requests that are no admission reviews. */
export const BAD_REQUEST_CODES = [400, 401, 403, 404, 405, 408, 413, 415, 431, 500, 503] as const;

export type BadRequestCode = (typeof BAD_REQUEST_CODES)[number];

/** Why a TLS handshake came to nothing. */
export const HANDSHAKE_PROBLEMS = ['untrusted', 'protocol', 'timeout', 'broken'] as const;

export type HandshakeProblem = (typeof HANDSHAKE_PROBLEMS)[number];

/** What a connection was that was closed to make room for another. */
export const CLOSED_CONNECTIONS = ['handshake', 'unknown', 'idle', 'known', 'new'] as const;

export type ClosedConnection = (typeof CLOSED_CONNECTIONS)[number];

export const RELOAD_RESULTS = ['loaded', 'rejected'] as const;

export type ReloadResult = (typeof RELOAD_RESULTS)[number];

/** Places of the self-managed authorities, in the order in which they expire. */
export const AUTHORITY_SLOTS = ['1', '2'] as const;

/** Why a self-managed authority was made. */
export const ROTATION_CAUSES = ['missing', 'expired', 'unusable'] as const;

export type RotationCause = (typeof ROTATION_CAUSES)[number];

/** Why a `caBundle` is written: what had been registered is gone, something new comes in, or something old goes. */
export const BUNDLE_CHANGES = ['repaired', 'extended', 'pruned'] as const;

export type BundleChange = (typeof BUNDLE_CHANGES)[number];

/** What can fail about certificates that the API server has to trust, and is tried again. */
export const CERTIFICATE_STEPS = ['secret', 'registration', 'signing'] as const;

export type CertificateStep = (typeof CERTIFICATE_STEPS)[number];

/** From 0.5 ms, about what a large pod takes, to 1 s, which the API server's metrics resolve themselves. */
export const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

interface MetricEntry {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly name: `${typeof METRICS_PREFIX}${string}`;
  readonly help: string;
  readonly labelNames: readonly string[];
}

export const CATALOGUE = {
  ready: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_ready',
    help: '1 where /readyz would answer 200, 0 where it would say what is missing.',
    labelNames: [],
  },
  decisions: {
    type: 'counter',
    name: 'gpu_fraction_webhook_decisions_total',
    help: 'Answered admission reviews, by what became of the pod (or, in audit mode, would have become of it) and why.',
    labelNames: ['outcome', 'reason', 'mode'],
  },
  duration: {
    type: 'histogram',
    name: 'gpu_fraction_webhook_request_duration_seconds',
    help: 'Time from the arrival of a review’s headers until its answer was handed to the network.',
    labelNames: [],
  },
  warnings: {
    type: 'counter',
    name: 'gpu_fraction_webhook_warnings_total',
    help: 'Warnings in answers, by reason.',
    labelNames: ['reason'],
  },
  badRequests: {
    type: 'counter',
    name: 'gpu_fraction_webhook_bad_requests_total',
    help: 'Requests that were no admission reviews, by the HTTP status of the answer.',
    labelNames: ['code'],
  },
  failedHandshakes: {
    type: 'counter',
    name: 'gpu_fraction_webhook_failed_handshakes_total',
    help: 'TLS handshakes that came to nothing, because the caller does not trust our certificate (untrusted), does not speak our TLS (protocol), took too long (timeout) or went away (broken).',
    labelNames: ['problem'],
  },
  connections: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_connections',
    help: 'Connections to the webhook’s port.',
    labelNames: [],
  },
  closedConnections: {
    type: 'counter',
    name: 'gpu_fraction_webhook_closed_connections_total',
    help: 'Connections that were closed to make room for a new one: an unfinished handshake, one that never brought a review (unknown), one that did and is idle or had a request under way (known), or the new one itself.',
    labelNames: ['connection'],
  },
  bodyBytes: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_body_bytes',
    help: 'Memory that bodies of requests have taken of what is set aside for them.',
    labelNames: [],
  },
  inFlight: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_in_flight_requests',
    help: 'Reviews whose headers have arrived and that are not answered yet.',
    labelNames: [],
  },
  certificateExpiry: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_certificate_expiry_timestamp_seconds',
    help: 'When the serving certificate expires, in seconds since 1970.',
    labelNames: [],
  },
  certificateIssued: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_certificate_issued_timestamp_seconds',
    help: 'When the serving certificate was issued, or if that is not known, from when it is valid, in seconds since 1970: with its end it tells how much of its life is left.',
    labelNames: [],
  },
  certificateReloads: {
    type: 'counter',
    name: 'gpu_fraction_webhook_certificate_reloads_total',
    help: 'Serving certificates that were taken (loaded), or found unusable while the last good one stayed (rejected).',
    labelNames: ['result'],
  },
  authorityExpiry: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_ca_expiry_timestamp_seconds',
    help: 'When the two self-managed authorities expire, in seconds since 1970; 1 is the one that expires first.',
    labelNames: ['authority'],
  },
  authorityRotations: {
    type: 'counter',
    name: 'gpu_fraction_webhook_ca_rotations_total',
    help: 'Self-managed authorities that this replica made, because the Secret had none (missing), one’s time was over (expired), or what was there could not be used (unusable).',
    labelNames: ['cause'],
  },
  bundleWrites: {
    type: 'counter',
    name: 'gpu_fraction_webhook_ca_bundle_writes_total',
    help: 'Writes of the registered caBundle by this replica, because somebody had overwritten it (repaired), for a new authority or ca.crt (extended), or to take out what nobody uses any more (pruned).',
    labelNames: ['change'],
  },
  certificateFailures: {
    type: 'counter',
    name: 'gpu_fraction_webhook_certificate_failures_total',
    help: 'Failed tries to read or write the Secret of the self-managed authorities, or to read ca.crt of a mounted one; to read or write the registration; and to sign. Each is tried again.',
    labelNames: ['step'],
  },
  surroundingsStaleness: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_surroundings_staleness_seconds',
    help: 'Time since the API server last said something (list, event or bookmark) about a kind that is watched.',
    labelNames: ['kind'],
  },
  surroundingsLists: {
    type: 'counter',
    name: 'gpu_fraction_webhook_surroundings_lists_total',
    help: 'Whole lists that were taken of a kind: the first one, and later ones by what made them necessary.',
    labelNames: ['kind', 'reason'],
  },
  surroundingsErrors: {
    type: 'counter',
    name: 'gpu_fraction_webhook_surroundings_errors_total',
    help: 'Lists and watches of a kind that failed and were tried again, by problem; kind "discovery" is the list of kinds.',
    labelNames: ['kind', 'problem'],
  },
  surroundingsForbidden: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_surroundings_forbidden',
    help: '1 where permission to list or watch a kind is missing, so that pods are decided without it.',
    labelNames: ['kind'],
  },
  surroundingsUnreadable: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_surroundings_unreadable_objects',
    help: 'Objects of a kind that do not have its shape and are left out.',
    labelNames: ['kind'],
  },
  schedulerFit: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_scheduler_fit',
    help: '1 for what the cluster has of the scheduler that pods are sent to: it is there (fits), only the other product is (other), both are (both), none is (none), or its name is no product’s (own-name).',
    labelNames: ['fit'],
  },
  telemetryErrors: {
    type: 'counter',
    name: 'gpu_fraction_webhook_telemetry_errors_total',
    help: 'Faults while a decision was counted or logged, or its line was written; the answers were not affected.',
    labelNames: [],
  },
  droppedLogLines: {
    type: 'counter',
    name: 'gpu_fraction_webhook_dropped_log_lines_total',
    help: 'Log lines that are lost because nobody read the log and its buffer was full.',
    labelNames: [],
  },
  buildInfo: {
    type: 'gauge',
    name: 'gpu_fraction_webhook_build_info',
    help: 'Always 1.',
    labelNames: ['version'],
  },
} as const satisfies Readonly<Record<string, MetricEntry>>;
