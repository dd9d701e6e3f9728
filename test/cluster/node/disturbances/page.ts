import { machine } from '../../../../bench/machine/machine.ts';
import { type Disturbance, failures } from './disturbance.ts';
import type { Outcome } from './stage.ts';

export const PAGE = 'docs/reliability.md';

/** On what, and when, all rows of the page were measured. */
export interface Circumstances {
  readonly kubernetes: string;
  readonly day: string;
  readonly perSecond: number;
}

/** The page of what was measured, for people who ask whether it is in the way. */
export const reliabilityPage = (outcomes: readonly Outcome[], circumstances: Circumstances): string =>
  pageWith(outcomes.map(row), circumstances);

/**
 * The page with the rows that were measured again.
 *
 * @returns undefined where the others were measured on another day, machine or Kubernetes, or where the page has no such row
 */
export function pageAgain(
  page: string,
  outcomes: readonly Outcome[],
  circumstances: Circumstances,
): string | undefined {
  const again = new Map(outcomes.map((outcome) => [outcome.disturbance.title, row(outcome)]));
  const before = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| While '));
  const rows = before.map((line) => again.get(titleOf(line)) ?? line);
  const isComplete = [...again.values()].every((line) => rows.includes(line));
  return isComplete && pageWith(before, circumstances) === page ? pageWith(rows, circumstances) : undefined;
}

const titleOf = (line: string): string => line.slice(2).split(' | ')[0] ?? '';

function pageWith(rows: readonly string[], { kubernetes, day, perSecond }: Circumstances): string {
  return `# Reliability

<!-- Written by \`make disturb\`; do not edit. -->

Every pod of an opted-in namespace waits for this program. Here is what becomes of pods while something goes wrong. Measured on ${day} with Kubernetes ${kubernetes} on a real node, two replicas
of the image as the chart installs them, and ${perSecond} pods a second, created whether or not answers come. The machine has ${machine()}: API server, etcd, node, replicas and the creator of the pods
share them, so the times are good for comparing two columns, and for nothing else.

    make disturb        # all of this again; \`make test\` has a short form of each row

| While | Pods | Unpatched | Refused or lost | p50, ms: before, during | p99, ms: before, during | Seen |
|---|---|---|---|---|---|---|
${rows.join('\n')}

* **Unpatched** are pods that the API server created without us, as \`failurePolicy: Ignore\` lets it. It counts them in \`apiserver_admission_webhook_fail_open_count\`, and each row fails
  if that is another number than of the pods that came out unpatched; the row on memory, where further pods are tried beside, if it is less.
* **Refused or lost** is what the creator was told. By us it is nothing but \`policies.unpatched=deny\` at work. While the API server restarts it is the client, whom nobody answers.
* After \`kill -9\` the requests under way are lost, and until the kubelet has noticed, which takes it a second or two, every second new connection: the Service still leads to a process that is gone.
  The API server stays on those that it has to the other replica. Whoever cannot have that sets \`policies.unpatched=deny\` ([Unpatched pods](unpatched-pods.md)): then the pod is refused, and controllers
  try again. Their pods were all there, and patched, in the end.
* Strangers have addresses of their own, past the Service, and get what is left of the machine. A large body of the API server on a new connection can be refused for a moment, while several strangers
  fill the share of callers that are not known and each holds less than it does; what they may take, and what cannot be told apart, is in [Limits](limits.md).
`;
}

function row({ disturbance, before, during, seen }: Outcome): string {
  const { patched, unpatched, failed } = during;
  const lost = Object.values(failed).reduce((sum, times) => sum + times, 0);
  const compare = (part: number): string =>
    `${percentile(before?.latencies ?? [], part)}, ${percentile(during.latencies, part)}`;
  return `| ${disturbance.title} | ${patched + unpatched + lost} | ${unpatched} | ${lost} | ${compare(0.5)} | ${compare(0.99)} | ${seen} |`;
}

/** Of milliseconds, rounded to a tenth. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN) * 10) / 10;
}

/** One line for the terminal, as soon as it is known. */
export function summary({ disturbance, during, seen, problems }: Outcome): string {
  const { patched, unpatched, failed } = during;
  const counts = `${patched} patched, ${unpatched} unpatched${failures(failed)
    .map((line) => `, ${line.slice(0, 160)}`)
    .join('')}`;
  const verdict = problems.length === 0 ? 'as it has to be' : `WRONG: ${problems.join('; ')}`;
  return `${nameOf(disturbance)}: ${counts}; ${seen}; ${verdict}`;
}

const nameOf = ({ name }: Disturbance): string => name.padEnd(20);
