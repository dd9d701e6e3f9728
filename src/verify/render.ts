import { oneLine } from '../decision/values/text.ts';
import type { ReportFormat } from './report-format.ts';
import type { PodCheck, Verification } from './verify.ts';

export function renderReport(verification: Verification, format: ReportFormat): string {
  return format === 'json' ? `${JSON.stringify(verification, null, 2)}\n` : renderText(verification);
}

const SCHEDULER_WORDS = { fine: 'ok', doubtful: 'warning', wrong: 'FAILED' } as const;

function renderText({ isPassed, namespace, scheduler, checks }: Verification): string {
  const failed = checks.filter(({ isMet }) => !isMet).length + (scheduler.severity === 'wrong' ? 1 : 0);
  const lines = [
    heading(SCHEDULER_WORDS[scheduler.severity], scheduler.sentence),
    ...checks.flatMap(describe),
    isPassed
      ? `passed, in namespace ${namespace}`
      : `failed: ${failed} of ${checks.length + 1}, in namespace ${namespace}`,
  ];
  // Messages of other webhooks are in it; nothing in them may steer a terminal.
  return `${lines.map(oneLine).join('\n')}\n`;
}

const heading = (word: string, title: string): string => `${word.padEnd(8)} ${title}`;

const describe = ({ isMet, title, expected, came, cause }: PodCheck): readonly string[] => [
  heading(isMet ? 'ok' : 'FAILED', title),
  ...listed('expected', expected),
  ...listed('came', came),
  ...(cause === undefined ? [] : [...listed('likely', [cause.likely]), ...listed('look at', cause.look)]),
];

/** The name stands before the first line only. */
const listed = (name: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => `         ${(index === 0 ? name : '').padEnd(9)} ${line}`);
