import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { failuresIn } from '../../scripts/test/failures.ts';

// Below the project, so that the tests in it find vitest.
mkdirSync('dist', { recursive: true });
const folder = mkdtempSync(join(process.cwd(), 'dist', 'failing-tests-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('says in one line each which tests failed and why, from the report of a real run', () => {
  const tests = {
    'one.test.ts': `import { describe, expect, it } from 'vitest';
      describe('a pod', () => {
        it('is patched', () => expect(['1 unpatched']).toEqual([]));
        it('is created', () => expect(1).toBe(1));
      });`,
    'broken.test.ts': `throw new Error('never got there');`,
  };
  for (const [name, text] of Object.entries(tests)) writeFileSync(join(folder, name), text);
  const report = join(folder, 'report.json');
  const { status } = spawnSync('vitest', ['run', '--root', folder, '--reporter=json', `--outputFile.json=${report}`], {
    stdio: 'ignore',
  });
  expect(status).toBe(1);
  expect([...failuresIn(JSON.parse(readFileSync(report, 'utf8')), folder)].sort()).toEqual([
    'broken.test.ts: never got there',
    "one.test.ts: a pod is patched: AssertionError: expected [ '1 unpatched' ] to deeply equal []",
  ]);
});
