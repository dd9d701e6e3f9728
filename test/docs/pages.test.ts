import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chartFiles } from '../../scripts/chart/files.ts';
import { CONFIGURATION_PAGE, configurationPage } from '../../scripts/docs/configuration-page.ts';
import { DEPENDENCIES_PAGE, dependenciesPage } from '../../scripts/docs/dependencies-page.ts';
import { SUPPORT_PAGE, supportPage } from '../../scripts/docs/support-page.ts';
import { explainCommand } from '../../src/commands/explain.ts';
import { plain } from '../../src/explain/render/paint.ts';
import { filesIn, textReader } from '../../src/manifests/files.ts';
import { FLAVOURS } from '../../src/settings/flavours.ts';
import { loadSettings } from '../../src/settings/load.ts';

describe('the documentation', () => {
  it('describes the settings as the schema has them; if not, run `make docs`', () => {
    expect(readFileSync(CONFIGURATION_PAGE, 'utf8')).toBe(configurationPage());
  });

  it('gives each dependency its reason and its licence; if not, run `make docs`', () => {
    expect(readFileSync(DEPENDENCIES_PAGE, 'utf8')).toBe(dependenciesPage());
  });

  it('promises the versions that the tests use; if not, run `make docs`', () => {
    expect(readFileSync(SUPPORT_PAGE, 'utf8')).toBe(supportPage());
  });

  it.each(['docs/image.md', 'docs/install.md'])('names the image by the version that is built: %s', (page) => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const named = [...readFileSync(page, 'utf8').matchAll(/gpu-fraction-webhook:(\d+\.\d+\.\d+)/g)];
    expect(new Set(named.map(([, tag]) => tag))).toEqual(new Set([version]));
  });

  it.each(['README.md', 'docs/image.md', 'docs/install.md'])(
    'names in %s the base image that the Dockerfile does',
    (page) => {
      const [, base] = /^ARG BASE_IMAGE=(.+)$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
      const named = [...readFileSync(page, 'utf8').matchAll(/\bnode:[\w.-]+/g)].map(([name]) => name);
      expect(new Set(named)).toEqual(new Set([base]));
    },
  );

  it.each(Object.entries(chartFiles()))(
    'has, of the chart, %s from the sources; if not, run `make docs`',
    (path, text) => {
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );

  it.each(['README.md', 'docs/quick-start.md', 'docs/way-in.md'])(
    'names in %s the project of a namespace by the label of the flavour that is installed there',
    (page) => {
      const text = readFileSync(page, 'utf8');
      const [, flavour = 'runai'] = /--set config\.flavour=(runai|kai)\b/.exec(text) ?? [];
      const { namespaceProjectLabel } = FLAVOURS[flavour as keyof typeof FLAVOURS];
      const named = [...text.matchAll(/^ {4}kubectl label namespace \S+ runai-injection=enabled (\S+?)=/gm)];
      expect(named.map(([, label]) => label)).toEqual([namespaceProjectLabel]);
    },
  );

  it('gives the chart the version of the program', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(parse(readFileSync('charts/gpu-fraction-webhook/Chart.yaml', 'utf8'))).toMatchObject({
      version,
      appVersion: version,
    });
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
