import { oneLine, shorten } from '../decision/values/text.ts';
import type { PodReport } from './report.ts';
import type { Wait } from './wait.ts';

/** Longer words of a scheduler list each node. */
const MOST_SAID = 600;

const WIDTH = 13;

/** A few lines for a person; other people's words are in it, and nothing in them may steer a terminal. */
export function renderPodReport(report: PodReport): string {
  const { atCreation, now, waits, notes } = report;
  const lines = [
    heading(report),
    ...section('at creation', [describeCreation(report)]),
    ...describeMissed(report),
    ...section('now', describeNow(report)),
    ...section('warnings', atCreation.kind === 'patched' ? [] : now.warnings),
    ...section('not known', now.unsure),
    ...(waits.length === 0 ? section('waits for', [describeState(report)]) : waits.flatMap(describeWait)),
    ...section('note', notes),
  ];
  return `${lines.map((line) => oneLine(line).trimEnd()).join('\n')}\n`;
}

function heading({ name, namespace, owners, ageSeconds, phase, node, queue, scheduler }: PodReport): string {
  const parts = [
    `${phase} for ${age(ageSeconds)}`,
    ...(owners.length === 0 ? [] : [`of ${owners.join(' > ')}`]),
    `scheduler ${scheduler || '(none)'}`,
    ...(queue === null ? [] : [`queue ${queue}`]),
    ...(node === null ? [] : [`node ${node}`]),
  ];
  return `pod ${namespace}/${name}: ${parts.join(', ')}`;
}

function describeCreation({ atCreation }: PodReport): string {
  return atCreation.kind === 'patched' ? `patched: ${atCreation.text}` : atCreation.text;
}

/** Of a pod that is pending what to do stands with what it waits for. */
function describeMissed({ atCreation, state }: PodReport): readonly string[] {
  if (atCreation.kind !== 'not-patched') {
    return [];
  }
  const isOver = state === 'pending' || state === 'finished' || state === 'ending';
  return [...section('perhaps', atCreation.causes), ...section('  do', isOver ? [] : [atCreation.remedy])];
}

function describeNow({ atCreation, now: { text, differences } }: PodReport): readonly string[] {
  if (atCreation.kind === 'patched') {
    return differences.length === 0 ? ['the same would be decided'] : [...differences, text];
  }
  return atCreation.kind === 'not-patched' ? [text] : ['the same'];
}

function describeState({ state, phase, node }: PodReport): string {
  switch (state) {
    case 'finished':
      return `nothing: it has ended (${phase})`;
    case 'ending':
      return 'nothing: it is being deleted';
    default:
      return node === null ? 'nothing that can be seen' : `nothing: it runs on node ${node}`;
  }
}

const describeWait = ({ sentence, said, remedy, cause }: Wait): readonly string[] => [
  ...section('waits for', [`${sentence} (${cause})`]),
  ...section('  it says', said === undefined ? [] : [shorten(said.trim(), MOST_SAID)]),
  ...section('  do', remedy === undefined ? [] : [remedy]),
];

/** The name stands before the first line only. */
const section = (name: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(WIDTH)} ${line}`);

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** As `kubectl get` shows it: the largest unit alone. */
export function age(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds >= 2 * length) ?? ['s', 1];
  return `${Math.floor(seconds / length)} ${unit}`;
}
