import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONFIGURATION_PAGE, configurationPage } from '../../scripts/docs/configuration-page.ts';
import { explainCommand } from '../../src/commands/explain.ts';
import { plain } from '../../src/explain/render/paint.ts';
import { filesIn, textReader } from '../../src/manifests/files.ts';
import { loadSettings } from '../../src/settings/load.ts';

describe('the documentation', () => {
  it('describes the settings as the schema has them; if not, run `make docs`', () => {
    expect(readFileSync(CONFIGURATION_PAGE, 'utf8')).toBe(configurationPage());
  });

  it('names the image by the version that is built', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const named = [...readFileSync('docs/image.md', 'utf8').matchAll(/gpu-fraction-webhook:(\d+\.\d+\.\d+)/g)];
    expect(new Set(named.map(([, tag]) => tag))).toEqual(new Set([version]));
  });

  it('shows in the README what explain prints', () => {
    const readme = readFileSync('README.md', 'utf8');
    const [, file = '', surroundings = '', shown = ''] =
      /^\$ gpu-fraction-webhook explain -f (\S+) --namespace-manifest (\S+)\n([\s\S]*?) {2}\.\.\.\n```$/m.exec(
        readme,
      ) ?? [];
    const { stdout } = explainCommand({
      files: filesIn([file], false),
      surroundings: filesIn([surroundings], false),
      output: 'text',
      settings: loadSettings(undefined),
      paint: plain,
      readText: textReader(''),
    });
    expect(shown).not.toBe('');
    expect(stdout.slice(0, shown.length)).toBe(shown);
  });
});
