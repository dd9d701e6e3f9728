import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const TOOLCHAIN = { GOTOOLCHAIN: 'go1.27.3' };

it.each([
  ['generator', 'bench/load/generator', {}],
  ['peers', 'bench/peers/go', TOOLCHAIN],
])('the tests in Go of the %s pass', { timeout: 900_000 }, (_, folder, environment) => {
  const go = (...args: readonly string[]) =>
    spawnSync('go', args, { cwd: folder, env: { ...process.env, GOWORK: 'off', ...environment }, encoding: 'utf8' });
  const vetted = go('vet', '-mod=readonly', './...');
  const tested = go('test', '-mod=readonly', './...');
  expect(vetted.stderr + tested.stderr + tested.stdout).not.toContain('FAIL');
  expect([vetted.status, tested.status]).toEqual([0, 0]);
});
