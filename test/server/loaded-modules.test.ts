import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

test('a server loads nothing that only explain has a use for, also where it reads its surroundings from files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-modules-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const surroundings = join(folder, 'surroundings.yaml');
  writeFileSync(surroundings, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n');
  const loaded = join(folder, 'loaded');
  // An address that no machine has is refused when everything is loaded, so the command ends by itself.
  const { status } = spawnSync(
    process.execPath,
    ['--import', pathOf('./list-modules.mjs'), pathOf('../../src/main.ts'), 'serve', '--dev'].concat(
      ['--address', '192.0.2.1'],
      ['--surroundings', surroundings],
    ),
    { env: { ...process.env, LOADED_MODULES: loaded } },
  );
  expect(status).toBe(2);
  const sources = readFileSync(loaded, 'utf8')
    .split('\n')
    .flatMap((url) => /\/src\/(.*)$/.exec(url.includes('node_modules') ? '' : url)?.[1] ?? []);
  expect(sources).toContain('server/server.ts');
  expect(sources).toContain('surroundings/from-files.ts');
  // The words for its flag are on the command line of every command.
  const ofExplain = sources.filter((path) => path.startsWith('explain/') && path !== 'explain/render/output-format.ts');
  expect(ofExplain).toEqual([]);
});
