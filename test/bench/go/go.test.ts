import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** controller-runtime's own peer is left out: it takes Go minutes the first time, and has no logic but the rules tested here. */
it.each([
  ['bench/load/generator', ['./...']],
  ['bench/peers/go', ['./routing', './byhand', './allocation']],
])('what is written in Go in %s passes vet and its own tests', (folder, packages) => {
  const go = (command: string) =>
    spawnSync('go', [command, '-mod=readonly', ...packages], {
      cwd: folder,
      env: { ...process.env, GOWORK: 'off' },
      encoding: 'utf8',
    });
  for (const { status, stdout, stderr } of [go('vet'), go('test')]) {
    expect(status, stdout + stderr).toBe(0);
  }
});
