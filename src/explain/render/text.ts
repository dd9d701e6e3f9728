import type { Operation } from 'fast-json-patch';
import { refusalMessage } from '../../admission/refusal-status.ts';
import { refusalIn } from '../../admission/verdict.ts';
import type { Route } from '../../decision/decision.ts';
import { REASONS } from '../../decision/reasons.ts';
import { describeSource } from '../../decision/source.ts';
import { describeAmount } from '../../decision/values/gpu-amount.ts';
import { oneLine } from '../../decision/values/text.ts';
import { sentenceOf } from '../../decision/warning.ts';
import type { Explained } from '../explanation.ts';
import type { Paint, Style } from './paint.ts';

/** A piece of a line, plain or in a style. Names and values in it are other people's. */
type Piece = string | { readonly style: Style; readonly text: string };
type Line = readonly Piece[];

/** What is said to a person at a terminal: what the pod is, where each value came from, what changes, and why. */
export function renderText(explained: Explained, paint: Paint): string {
  const { explanation, verdict, origin, maker } = explained;
  const { decision } = verdict;
  const refusal = refusalIn(verdict);
  const changes = explanation.patch.flatMap((operation) => changeLines(operation, explained.before));
  const lines: readonly Line[] = [
    [styled('bold', `pod ${explanation.name || '(unnamed)'}`), '  ', outcomeOf(explained)],
    [`  from       ${maker === undefined ? '' : `${maker}, `}${origin}`],
    [`  namespace  ${explanation.namespace}`, ...assumption(explained)],
    ...(explanation.workload === null ? [] : [[`  workload   ${explanation.workload}`]]),
    ...(decision?.kind === 'route' ? routeLines(decision) : []),
    [`  why        ${REASONS[verdict.reason].sentence}`],
    ...(refusal === undefined ? [] : [['  refused    ', styled('red', refusalMessage(refusal))]]),
    ...(decision?.warnings ?? []).map(
      (warning): Line => [
        '  ',
        styled('yellow', 'warning'),
        `    ${warning.reason}: ${sentenceOf(warning, (value) => value)}`,
      ],
    ),
    ...(changes.length === 0 ? [] : [['  changes'], ...changes]),
  ];
  return lines.map((line) => print(line, paint)).join('\n');
}

const styled = (style: Style, text: string): Piece => ({ style, text });

/** The one place where text goes to a terminal: nothing in it may steer that. */
const print = (line: Line, paint: Paint): string =>
  line.map((piece) => (typeof piece === 'string' ? oneLine(piece) : paint(piece.style, oneLine(piece.text)))).join('');

const assumption = ({ namespaceIsAssumed }: Explained): Line =>
  namespaceIsAssumed ? [styled('dim', ' (not given; counts as opted in)')] : [];

function outcomeOf({ explanation: { outcome, reason } }: Explained): Piece {
  const color = { mutated: 'green', unchanged: 'green', skipped: 'dim', denied: 'red', error: 'red' } as const;
  return styled(color[outcome], `${outcome} (${reason})`);
}

function routeLines({ container, project, gpu }: Route): readonly Line[] {
  return [
    [`  container  ${container}`],
    [
      `  project    ${project === undefined ? 'none named' : `${project.value}, from ${describeSource(project.source)}`}`,
    ],
    [
      gpu.kind === 'asked'
        ? `  gpu        ${describeAmount(gpu.amount)}, from ${describeSource(gpu.source)}, for container ${gpu.container}`
        : '  gpu        as it is; no amount was asked for',
    ],
  ];
}

/** An operation as a diff a person can read, with the old value where there was one. */
function changeLines(operation: Operation, before: unknown): readonly Line[] {
  const path = readable(operation.path);
  const old = valueAt(before, operation.path);
  switch (operation.op) {
    case 'add':
    case 'replace':
      return [
        ...(old === undefined || old === null ? [] : [[styled('red', `    - ${path}: ${show(old)}`)]]),
        ...leaves(path, operation.value).map((line): Line => [styled('green', `    + ${line}`)]),
      ];
    case 'remove':
      return [[styled('red', `    - ${path}: ${show(old)}`)]];
    case 'move':
      return [[styled('yellow', `    ~ ${readable(operation.from)} becomes ${path}`)]];
    default:
      return [];
  }
}

/** A map that is created shows what is in it, a line for each value. */
function leaves(path: string, value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(`${path}${step(key)}`, inner))
    : [`${path}: ${show(value)}`];
}

const tokensOf = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

const readable = (path: string): string => tokensOf(path).map(step).join('').replace(/^\./, '');

/** One step of a path as people write it: `[0]`, `.labels`, `["runai/queue"]`. */
function step(token: string): string {
  if (/^\d+$/.test(token)) {
    return `[${token}]`;
  }
  return /^[\w-]+$/.test(token) ? `.${token}` : `["${token}"]`;
}

/** What stands at a path; only what the document itself has, whatever the path is called. */
function valueAt(document: unknown, path: string): unknown {
  return tokensOf(path).reduce<unknown>(
    (value, token) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, token)
        ? (value as Record<string, unknown>)[token]
        : undefined,
    document,
  );
}

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
