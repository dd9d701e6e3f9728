import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Property tests that can be told how often they look. */
const FILES = ['test/laws/gangs', 'test/laws/length', 'test/patch/laws', 'test/patch/pod-defaults'];

export interface PropertyRun {
  readonly inputs: number;
  readonly seconds: number;
  readonly failed: boolean;
}

/**
 * Runs the property tests at length.
 *
 * @param times as often as in `make test`
 */
export function runProperties(times: number, folder: string): PropertyRun {
  const counts = `${folder}/property-counts`;
  mkdirSync(dirname(counts), { recursive: true });
  rmSync(counts, { force: true });
  const begun = performance.now();
  const files = FILES.flatMap((file) => globSync(`${file}.property.test.ts`, { cwd: ROOT }));
  const { status } = spawnSync('nice', ['-n', '10', 'vitest', 'run', ...files, '--testTimeout=0', '--maxWorkers=1'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PROPERTY_TIMES: String(times), PROPERTY_COUNTS: counts },
  });
  // Nothing is counted where not one test was begun.
  const lines = existsSync(counts) ? readFileSync(counts, 'utf8').split('\n') : [];
  const inputs = lines.reduce((sum, line) => sum + Number(line), 0);
  return { inputs, seconds: (performance.now() - begun) / 1000, failed: status !== 0 };
}
