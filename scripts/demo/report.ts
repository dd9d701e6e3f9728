import type { Paint } from '../../src/explain/render/paint.ts';
import type { AdmittedPod } from './admitted-pod.ts';
import type { Latencies } from './latency.ts';
import { NOTHING } from './samples.ts';
import { type Cell, renderTable, type Section, wrapped } from './table.ts';

const HEADINGS = ['POD', 'SCHEDULER', 'PROJECT', 'GPU', 'OUTCOME'] as const;

/** Argo ends a pod's name with a hash; worked out offline, it is always this one. */
const STAND_IN_HASH = /-1234567890$/;

/** Before and after, pod by pod, under the system that each comes from. */
export function renderPods(pods: readonly AdmittedPod[], paint: Paint): string {
  const sections = [...new Set(pods.map(({ sample }) => sample.system))].map(
    (title): Section => ({
      title,
      rows: pods.filter(({ sample }) => sample.system === title).map((pod) => rowOf(pod, paint)),
    }),
  );
  return renderTable(HEADINGS, sections, paint);
}

function rowOf({ name, before, after, answer }: AdmittedPod, paint: Paint): readonly Cell[] {
  const { outcome, reason } = answer.auditAnnotations;
  const color = { mutated: 'green', unchanged: 'green', skipped: 'dim', denied: 'red', error: 'red' } as const;
  const told = (text: string): Cell => (text === NOTHING ? { text, paint: (shown) => paint('dim', shown) } : { text });
  return [
    { text: shownName(name) },
    schedulerCell(before.scheduler, after.scheduler, paint),
    told(after.project),
    after.gpu === NOTHING ? told(after.gpu) : { text: after.gpu, paint: (shown) => paint('bold', shown) },
    { text: `${outcome}: ${reason}`, paint: (shown) => paint(color[outcome], shown) },
  ];
}

/** A generated name gets its end only after admission. */
const shownName = (name: string): string => (name.endsWith('-') ? `${name}*` : name.replace(STAND_IN_HASH, ''));

function schedulerCell(before: string, after: string, paint: Paint): Cell {
  if (after === NOTHING) {
    return { text: 'not created', paint: (shown) => paint('red', shown) };
  }
  if (before === after) {
    return { text: after, paint: (shown) => paint('dim', shown) };
  }
  // Every pod that names no scheduler reaches admission with this one.
  const short = before.replace(/^default-scheduler$/, 'default');
  return { text: `${short} → ${after}`, paint: (shown) => paint('green', shown) };
}

/** A refused pod, with all that its owner gets to read. */
export function renderRefusal({ name, sample, answer }: AdmittedPod, paint: Paint): string {
  const { code, reason, message } = answer.status ?? { code: 0, reason: '', message: '' };
  return [
    `${paint('bold', `Refused: pod ${shownName(name)} of ${sample.file}`)} ${paint('dim', `(${code} ${reason})`)}`,
    ...wrapped(message, '  ').map((line) => paint('red', line)),
  ].join('\n');
}

/** How many pods came out how. */
export function renderCounts(pods: readonly AdmittedPod[]): string {
  const outcomes = pods.map(({ answer }) => answer.auditAnnotations.outcome);
  const counts = [...new Set(outcomes)].map(
    (outcome) => `${outcomes.filter((one) => one === outcome).length} ${outcome}`,
  );
  return `${pods.length} pods: ${counts.join(', ')}. Sent a second time, none was changed again.`;
}

/** How long an answer took. */
export const renderLatencies = ({ count, median, p99 }: Latencies): string =>
  `${count} round trips, one after another over one connection: median ${median.toFixed(1)} ms, 99 % within ${p99.toFixed(1)} ms.`;
