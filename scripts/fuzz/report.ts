import type { ApiServerRun } from './api-server.ts';
import type { PropertyRun } from './properties.ts';
import type { TargetRun } from './run-target.ts';

/** A table of what was run, and below it what was found. */
export function renderRuns(runs: readonly TargetRun[]): string {
  const lines = runs.map(({ name, inputs, cpuSeconds, seconds, slowestMillis, heapMebibytes, findings, trouble }) =>
    [
      name.padEnd(14),
      `${inputs.toLocaleString('en')} inputs`.padStart(20),
      `${Math.round(inputs / seconds).toLocaleString('en')}/s`.padStart(10),
      `${Math.round(inputs / Math.max(cpuSeconds, 1)).toLocaleString('en')}/s of CPU`.padStart(18),
      `slowest ${Math.round(slowestMillis)} ms`.padStart(16),
      `  heap ${heapMebibytes.length > 0 ? `${heapMebibytes[0]} -> ${heapMebibytes.at(-1)} MiB` : '-'}`,
      trouble === undefined ? '' : `  FOUND ${findings.join(' ')}\n${trouble}`,
    ].join(''),
  );
  const total = runs.reduce((sum, { inputs }) => sum + inputs, 0);
  const found = runs.filter(({ trouble }) => trouble !== undefined).length;
  return runs.length === 1
    ? lines.join('\n')
    : [...lines, `${total.toLocaleString('en')} inputs; ${found} of ${runs.length} targets found something`].join('\n');
}

export const renderProperties = ({ inputs, seconds, failed }: PropertyRun): string =>
  `properties     ${inputs.toLocaleString('en')} inputs, ${Math.round(inputs / seconds).toLocaleString('en')}/s${failed ? '  FOUND, see above' : ''}`;

export function renderApiServer(run: ApiServerRun | string, seed: number): string {
  if (typeof run === 'string') {
    return `SKIPPED: no API server here. ${run}`;
  }
  const outcomes = [...run.outcomes].map(([outcome, count]) => `${count.toLocaleString('en')} ${outcome}`).join(', ');
  const again = run.unexplained.length > 0 ? `  (FUZZ_SEED=${seed} makes the same pods again)` : '';
  return [
    ...run.unexplained.map((line) => `UNEXPLAINED    ${line}`),
    `API server     ${run.pods.toLocaleString('en')} pods, each off and on, in ${Math.round(run.seconds)} s: ${outcomes}; ${run.unexplained.length} unexplained${again}`,
  ].join('\n');
}
