import { API_SERVER, OUR_WEBHOOKS, OWN, PROCESS } from './metrics.ts';
import {
  CALLS,
  CERTIFICATE_LIFE_LEFT,
  CROWDED_OUT,
  FAILED_OPEN,
  increaseFromNothing,
  latency,
  NO_ROOM,
  REJECTED_BY_FAULT,
  rate,
  STALENESS,
  UNPATCHED,
} from './queries.ts';

/** How a value is read; Grafana’s own names. */
export type Unit = 'short' | 'reqps' | 's' | 'bytes' | 'percentunit';

export interface Target {
  readonly query: string;
  /** Of a series, with its labels as Grafana has them. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  /** The question that it answers. */
  readonly question: string;
  /** The newest value in large type, or lines over time; areas on top of each other where they make up a whole. */
  readonly kind: 'value' | 'lines' | 'areas';
  readonly unit: Unit;
  /** Of `value`: from where on it is no longer well, and whether more is worse or less. */
  readonly limit?: { readonly at: number; readonly worse: 'above' | 'below' };
  readonly targets: readonly Target[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** What Grafana puts in place of it fits the panel’s resolution and the interval between two scrapes. */
export const INTERVAL = '$__rate_interval';

/** How far back the values at the top look. */
const RECENT = '1h';

const total = (query: string, ...labels: readonly string[]): string =>
  labels.length === 0 ? `sum(${query})` : `sum by (${labels.join(', ')}) (${query})`;
const one = (query: string, legend: string): readonly Target[] => [{ query, legend }];
/** Of the program’s processes, and no others that export metrics of the same name. */
const ofOurs = (query: string): string => `${query} and on (job, instance) ${OWN.buildInfo}`;
const POD = '{{pod}}';

export const ROWS: readonly Row[] = [
  {
    title: 'Is all well?',
    panels: [
      {
        title: 'Replicas ready',
        question: 'Does anybody answer?',
        kind: 'value',
        unit: 'short',
        limit: { at: 1, worse: 'below' },
        targets: one(`count(${OWN.ready} == 1) or vector(0)`, 'ready'),
      },
      {
        title: 'Pods missed',
        question:
          'Calls that failed in the last hour, so that pods were created unseen. Needs the API server’s metrics.',
        kind: 'value',
        unit: 'short',
        limit: { at: 1, worse: 'above' },
        targets: one(`${total(increaseFromNothing(FAILED_OPEN, RECENT))} or vector(0)`, 'missed'),
      },
      {
        title: 'Unpatched pods',
        question:
          'Pods that asked for a share in the last hour and were not patched, as the policy counts them. Needs the API server’s metrics.',
        kind: 'value',
        unit: 'short',
        limit: { at: 1, worse: 'above' },
        targets: one(`${total(increaseFromNothing(UNPATCHED, RECENT))} or vector(0)`, 'unpatched'),
      },
      {
        title: 'Own faults',
        question: 'Pods that were let pass in the last hour because something went wrong in here.',
        kind: 'value',
        unit: 'short',
        limit: { at: 1, worse: 'above' },
        targets: one(total(`increase(${OWN.decisions}{outcome="error"}[${RECENT}])`), 'faults'),
      },
      {
        title: 'Certificate, life left',
        question: 'It is renewed at a third.',
        kind: 'value',
        unit: 'percentunit',
        limit: { at: 0.15, worse: 'below' },
        targets: one(`min(${CERTIFICATE_LIFE_LEFT})`, 'left'),
      },
      {
        title: 'Silence of watches',
        question: 'Up to 75 s is everyday life.',
        kind: 'value',
        unit: 's',
        limit: { at: 300, worse: 'above' },
        targets: one(`max(${STALENESS})`, 'silence'),
      },
    ],
  },
  {
    title: 'What becomes of pods',
    panels: [
      {
        title: 'Pods by outcome',
        question: 'How many pods come, and what becomes of them?',
        kind: 'areas',
        unit: 'reqps',
        targets: one(`${total(rate(OWN.decisions, INTERVAL), 'outcome', 'mode')} > 0`, '{{outcome}}, {{mode}}'),
      },
      {
        title: 'Why pods were patched or left alone',
        question: 'What brings pods to the scheduler, and what keeps them away?',
        kind: 'lines',
        unit: 'reqps',
        targets: one(total(rate(`${OWN.decisions}{outcome!~"denied|error"}`, INTERVAL), 'reason'), '{{reason}}'),
      },
      {
        title: 'Refusals and own faults by reason',
        question: 'What do people write that is refused?',
        kind: 'lines',
        unit: 'reqps',
        targets: one(
          `${total(rate(`${OWN.decisions}{outcome=~"denied|error"}`, INTERVAL), 'reason')} > 0`,
          '{{reason}}',
        ),
      },
      {
        title: 'Warnings by reason',
        question: 'What are people told?',
        kind: 'lines',
        unit: 'reqps',
        targets: one(total(rate(OWN.warnings, INTERVAL), 'reason'), '{{reason}}'),
      },
    ],
  },
  {
    title: 'As the API server sees it',
    panels: [
      {
        title: 'Calls that failed',
        question: 'How many pods were missed or refused because no answer came?',
        kind: 'lines',
        unit: 'reqps',
        targets: [
          { query: total(rate(FAILED_OPEN, INTERVAL)), legend: 'created unpatched' },
          { query: total(rate(REJECTED_BY_FAULT, INTERVAL)), legend: 'refused' },
        ],
      },
      {
        title: 'Unpatched pods that asked',
        question: 'What did the policy catch?',
        kind: 'lines',
        unit: 'reqps',
        targets: one(total(rate(UNPATCHED, INTERVAL), 'enforcement_action'), '{{enforcement_action}}'),
      },
      {
        title: 'Calls',
        question: 'How often is the webhook called, and with what HTTP status?',
        kind: 'lines',
        unit: 'reqps',
        targets: one(total(rate(CALLS, INTERVAL), 'code', 'rejected'), '{{code}}, rejected {{rejected}}'),
      },
      {
        title: 'Time that a pod waits for the webhook',
        question: 'With the network and TLS; what the program measures itself is below.',
        kind: 'lines',
        unit: 's',
        targets: [0.5, 0.99].map((quantile) => ({
          query: `histogram_quantile(${quantile}, ${total(rate(`${API_SERVER.duration}_bucket{${OUR_WEBHOOKS}}`, INTERVAL), 'le')})`,
          legend: `p${quantile * 100}`,
        })),
      },
    ],
  },
  {
    title: 'Time and room',
    panels: [
      {
        title: 'Time for a review',
        question: 'From its headers to its answer.',
        kind: 'lines',
        unit: 's',
        targets: [0.5, 0.99].map((quantile) => ({ query: latency(quantile, INTERVAL), legend: `p${quantile * 100}` })),
      },
      {
        title: 'At work',
        question: 'How much waits at a time?',
        kind: 'lines',
        unit: 'short',
        targets: [
          { query: total(OWN.inFlight), legend: 'reviews' },
          { query: total(OWN.connections), legend: 'connections' },
        ],
      },
      {
        title: 'Turned away',
        question: 'Requests that were no reviews, by status, and connections that were closed to make room.',
        kind: 'lines',
        unit: 'reqps',
        targets: [
          { query: `${total(rate(OWN.badRequests, INTERVAL), 'code')} > 0`, legend: '{{code}}' },
          { query: total(rate(NO_ROOM, INTERVAL)), legend: 'no memory for a body' },
          { query: total(rate(CROWDED_OUT, INTERVAL)), legend: 'connections' },
        ],
      },
      {
        title: 'Memory',
        question: 'How far is it to the limit?',
        kind: 'lines',
        unit: 'bytes',
        targets: [
          { query: ofOurs(PROCESS.memory), legend: POD },
          { query: ofOurs(PROCESS.heap), legend: `${POD}, heap` },
          { query: OWN.bodyBytes, legend: `${POD}, bodies` },
        ],
      },
      {
        title: 'CPU',
        question: 'How many cores does it take?',
        kind: 'lines',
        unit: 'short',
        targets: one(ofOurs(rate(PROCESS.cpu, INTERVAL)), POD),
      },
      {
        title: 'Delay of the event loop',
        question: 'Does anything hold the program up?',
        kind: 'lines',
        unit: 's',
        targets: one(ofOurs(PROCESS.eventLoopDelay), `${POD}, p99`),
      },
    ],
  },
  {
    title: 'Certificates and what is watched',
    panels: [
      {
        title: 'Certificate, life left',
        question: 'Is it renewed in time?',
        kind: 'lines',
        unit: 'percentunit',
        targets: one(CERTIFICATE_LIFE_LEFT, POD),
      },
      {
        title: 'Certificates in trouble',
        question: 'Failed tries, rejected certificates, overwritten bundles, callers that do not trust.',
        kind: 'lines',
        unit: 'reqps',
        targets: [
          { query: total(rate(OWN.certificateFailures, INTERVAL), 'step'), legend: 'failed: {{step}}' },
          { query: total(rate(`${OWN.certificateReloads}{result="rejected"}`, INTERVAL)), legend: 'rejected' },
          { query: total(rate(`${OWN.bundleWrites}{change="repaired"}`, INTERVAL)), legend: 'caBundle repaired' },
          { query: total(rate(OWN.failedHandshakes, INTERVAL), 'problem'), legend: 'handshake: {{problem}}' },
        ],
      },
      {
        title: 'Silence of the watches',
        question: 'How old is what is known of each kind?',
        kind: 'lines',
        unit: 's',
        targets: one(`max by (kind) (${STALENESS})`, '{{kind}}'),
      },
      {
        title: 'Trouble with the watches',
        question: 'Lists and watches that failed, permissions that are missing, objects that cannot be read.',
        kind: 'lines',
        unit: 'short',
        targets: [
          {
            query: total(rate(OWN.surroundingsErrors, INTERVAL), 'kind', 'problem'),
            legend: '{{kind}}: {{problem}}, a second',
          },
          { query: `max by (kind) (${OWN.surroundingsForbidden}) > 0`, legend: '{{kind}}: forbidden' },
          { query: `max by (kind) (${OWN.surroundingsUnreadable}) > 0`, legend: '{{kind}}: unreadable' },
        ],
      },
      {
        title: 'Scheduler',
        question: 'Is the scheduler there that pods are sent to?',
        kind: 'lines',
        unit: 'short',
        targets: one(`max by (fit) (${OWN.schedulerFit}) > 0`, '{{fit}}'),
      },
      {
        title: 'Versions',
        question: 'Which versions run, in how many replicas?',
        kind: 'lines',
        unit: 'short',
        targets: one(`count by (version) (${OWN.buildInfo})`, '{{version}}'),
      },
    ],
  },
];

export const PANELS: readonly Panel[] = ROWS.flatMap(({ panels }) => panels);
