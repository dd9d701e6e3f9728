import type { Operation } from 'fast-json-patch';
import { refusalMessage } from '../../admission/refusal-status.ts';
import { refusalIn } from '../../admission/verdict.ts';
import type { Route } from '../../decision/decision.ts';
import { REASONS } from '../../decision/reasons.ts';
import { describeSource } from '../../decision/source.ts';
import { describeAmount } from '../../decision/values/gpu-amount.ts';
import { sentenceOf } from '../../decision/warning.ts';
import type { Explained } from '../explanation.ts';
import type { Paint } from './paint.ts';

/** What is said to a person at a terminal: what the pod is, where each value came from, what changes, and why. */
export function renderText(explained: Explained, paint: Paint): string {
  const { explanation, verdict, namespaceIsKnown, origin } = explained;
  const { decision } = verdict;
  const assumed = namespaceIsKnown ? '' : paint('dim', ' (not given; counts as opted in)');
  const lines = [
    `${paint('bold', `pod ${explanation.name || '(unnamed)'}`)}  ${outcomeLine(explained, paint)}`,
    `  from       ${origin}`,
    `  namespace  ${explanation.namespace}${assumed}`,
    ...(decision?.workload === undefined ? [] : [`  workload   ${decision.workload}`]),
    ...(decision?.kind === 'route' ? routeLines(decision) : []),
    `  why        ${REASONS[verdict.reason].sentence}`,
  ];
  const refusal = refusalIn(verdict);
  if (refusal !== undefined) {
    lines.push(`  refused    ${paint('red', refusalMessage(refusal))}`);
  }
  for (const warning of decision?.warnings ?? []) {
    lines.push(`  ${paint('yellow', 'warning')}    ${warning.reason}: ${sentenceOf(warning, (value) => value)}`);
  }
  const changes = explanation.patch.map((operation) => changeLine(operation, explained.before, paint));
  lines.push(...(changes.length === 0 ? [] : ['  changes', ...changes.flat()]));
  return lines.join('\n');
}

function outcomeLine({ explanation: { outcome, reason } }: Explained, paint: Paint): string {
  const color = { mutated: 'green', unchanged: 'green', skipped: 'dim', denied: 'red', error: 'red' } as const;
  return paint(color[outcome], `${outcome} (${reason})`);
}

function routeLines({ container, project, gpu }: Route): readonly string[] {
  return [
    `  container  ${container}`,
    `  project    ${project === undefined ? 'none named' : `${project.value}, from ${describeSource(project.source)}`}`,
    gpu.kind === 'asked'
      ? `  gpu        ${describeAmount(gpu.amount)}, from ${describeSource(gpu.source)}, for container ${gpu.container}`
      : '  gpu        as it is; no amount was asked for',
  ];
}

/** An operation as a diff a person can read, with the old value where there was one. */
function changeLine(operation: Operation, before: unknown, paint: Paint): readonly string[] {
  const path = readable(operation.path);
  const old = valueAt(before, operation.path);
  switch (operation.op) {
    case 'add':
    case 'replace':
      return [
        ...(old === undefined || old === null ? [] : [paint('red', `    - ${path}: ${show(old)}`)]),
        ...leaves(path, operation.value).map((line) => paint('green', `    + ${line}`)),
      ];
    case 'remove':
      return [paint('red', `    - ${path}: ${show(old)}`)];
    case 'move':
      return [paint('yellow', `    ~ ${readable(operation.from)} becomes ${path}`)];
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

function valueAt(document: unknown, path: string): unknown {
  return tokensOf(path).reduce<unknown>(
    (value, token) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[token] : undefined,
    document,
  );
}

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
