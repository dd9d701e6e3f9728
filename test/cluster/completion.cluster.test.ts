import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPLETION_SCRIPTS, PLUGIN, PLUGIN_COMPLETION } from '../../src/completion/scripts.ts';
import { version } from '../../src/version.ts';
import { firstUnavailable, program } from './programs.ts';

const missing = firstUnavailable('kubectl');

describe.skipIf(missing !== undefined)(`the plugin in a real kubectl${missing ? `; ${missing.reason}` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-plugin-'));
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  let kubectl = '';
  beforeAll(async () => {
    kubectl = await program('kubectl', 'kubectl');
    for (const [name, text] of [
      [PLUGIN, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`],
      [PLUGIN_COMPLETION, COMPLETION_SCRIPTS.kubectl],
    ] as const) {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), 0o755);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(...args: readonly string[]): readonly string[] {
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}`, HOME: folder };
    const { stdout } = spawnSync(kubectl, args, { env, encoding: 'utf8', cwd: folder });
    return stdout.split('\n').filter((line) => line !== '');
  }

  it('is found by its name', () => {
    expect(run('gpu-fraction', '--version')).toEqual([version]);
  });

  // `__complete` is what kubectl's own completion scripts call.
  it.each([
    ['commands', ['exp'], [/^explain\tSay what/, /^export-policy\t/, /^:4$/]],
    ['flags', ['explain', '--rec'], [/^--recursive\t/, /^:4$/]],
    ['values', ['verify', '--output', ''], [/^text$/, /^json$/, /^:4$/]],
    ['files, which are left to the shell', ['explain', '-f', ''], [/^:0$/]],
  ])('completes %s', (_what, words, expected) => {
    expect(run('__complete', 'gpu-fraction', ...words)).toEqual(expected.map((line) => expect.stringMatching(line)));
  });
});
