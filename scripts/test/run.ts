import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failuresIn, type Report } from './failures.ts';
import { PARTS, type Part } from './parts.ts';

/*
 * Runs every part of the tests and closes with one line of counts. A part that this machine cannot run is skipped by
 * name; in CI, where all of them have to be proved, that is a failure.
 */

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const inCi = process.env['CI'] === 'true';
const reports = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-tests-'));
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const missing: string[] = [];
const failures: string[] = [];

for (const part of PARTS) {
  console.log(`\n== ${part.name}`);
  const problem = part.prepare();
  if (problem === undefined) {
    add(runPart(part));
  } else {
    missing.push(`${part.name}: ${problem}; enable it with: ${part.enable}`);
    add(inCi ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 });
  }
}
rmSync(reports, { recursive: true });

for (const line of missing) {
  console.log(`\n${inCi ? 'FAILED, must run in CI' : 'SKIPPED'}: ${line}`);
}
for (const line of failures) {
  console.log(`\nFAILED: ${line}`);
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
// What a part itself skips, it has named: programs that no registry carries, which CI cannot prove.
process.exitCode = total.failed > 0 ? 1 : 0;

function runPart({ name, vitestArguments }: Part): Counts {
  const report = join(reports, `${name.replaceAll(' ', '-')}.json`);
  const { status } = spawnSync(
    'vitest',
    ['run', ...vitestArguments, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { stdio: 'inherit' },
  );
  const counts = readCounts(report);
  // A run that fails without a failed test has missed its coverage, or never got to its tests.
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function readCounts(report: string): Counts {
  try {
    const results = JSON.parse(readFileSync(report, 'utf8')) as Report & Record<string, number>;
    const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = results;
    failures.push(...failuresIn(results, process.cwd()));
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function add(counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
