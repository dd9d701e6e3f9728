import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { explainCommand } from '../../src/commands/explain.ts';
import { plain } from '../../src/explain/render/paint.ts';
import { filesIn, textReader } from '../../src/manifests/files.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { type Block, blocksOf, PAGES } from './markdown.ts';
import { NOT_RUN, ONLY_NAMED, whyNotRun } from './not-run.ts';
import { statementsOf } from './statements.ts';

/** What may stand behind a fence. `sh` and `console` are typed, `console` with what it prints. */
const LANGUAGES = ['console', 'json', 'promql', 'python', 'sh', 'text', 'ts', 'yaml'];

const blocks = PAGES.flatMap(blocksOf);
const statements = blocks.flatMap(statementsOf);

const where = ({ page, line }: Block): string => `${page}:${line}`;

describe('what the pages show', () => {
  it('says of each fence what is inside', () => {
    const others = blocks.filter(({ language }) => !['indented', 'inline', ...LANGUAGES].includes(language));
    expect(others.map(where)).toEqual([]);
  });

  it('hides no command in what is called text; a synopsis has brackets', () => {
    const own = 'gpu-fraction-webhook (completion|doctor|explain|export-policy|namespaces|serve|verify|why)';
    const command = new RegExp(`^(\\$ .*|(${own}|cosign|docker|gh|helm|kind|kubectl|make|npm) [^[]*)$`);
    const typed = blocks.filter(
      ({ language, lines }) => language === 'text' && lines.some((line) => command.test(line)),
    );
    expect(typed.map(where)).toEqual([]);
  });

  it('parses, where it is YAML or JSON', () => {
    const broken = blocks
      .filter(({ language }) => language === 'yaml')
      .filter(({ lines }) => parseAllDocuments(lines.join('\n')).some(({ errors }) => errors.length > 0));
    expect(broken.map(where)).toEqual([]);
    for (const { lines } of blocks.filter(({ language }) => language === 'json')) {
      expect(() => JSON.parse(lines.join('\n'))).not.toThrow();
    }
  });
});

describe('a manifest on a page', () => {
  const KINDS = /^kind: (CronJob|Deployment|Job|Notebook|Pod|RayCluster|RayJob|StatefulSet|Workflow)$/m;
  const samples = blocks.filter(({ language, lines }) => language === 'yaml' && KINDS.test(lines.join('\n')));

  it('is there', () => {
    expect(samples.length).toBeGreaterThan(2);
  });

  it.each(samples.map((block) => [where(block), block] as const))(
    'has a name, by which explain or kubectl is shown what becomes of it: %s',
    (_, { page, lines }) => {
      const [, file] = /^# (\S+\.yaml)$/.exec(lines[0] ?? '') ?? [];
      expect(file).toBeDefined();
      const shown = blocks.filter((block) => block.page === page && block.language === 'console');
      const commands = shown.flatMap(statementsOf).map(({ text }) => text);
      expect(commands.some((text) => text.includes(`-f ${file}`))).toBe(true);
    },
  );
});

describe('a sample of settings or of a PodDefault', () => {
  const inAFile = <T>(text: string, act: (file: string) => T): T => {
    const folder = mkdtempSync(join(tmpdir(), 'sample-'));
    try {
      writeFileSync(join(folder, 'sample.yaml'), text);
      return act(join(folder, 'sample.yaml'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const yaml = blocks.filter(({ language }) => language === 'yaml');

  it('can be read as settings', () => {
    const [settings] = yaml.filter(({ page }) => page === 'docs/configuration.md');
    expect(inAFile(settings?.lines.join('\n') ?? '', (file) => loadSettings(file).decision)).toMatchObject({
      schedulerName: 'kai-scheduler',
      queueLabel: true,
    });
  });

  const samples = yaml.filter(({ lines }) => lines.includes('kind: PodDefault'));

  it.each(samples.map((block) => [where(block), block] as const))(
    'gives a notebook what it says: %s',
    (_, { lines }) => {
      const sample = parse(lines.join('\n')) as { metadata: object };
      const inNamespace = { ...sample, metadata: { ...sample.metadata, namespace: 'kubeflow-alice' } };
      const { stdout } = inAFile(JSON.stringify(inNamespace), (file) =>
        explainCommand({
          files: filesIn(['deploy/samples/notebook-half-gpu.yaml'], false),
          surroundings: filesIn([file], false),
          output: 'text',
          settings: loadSettings(undefined),
          paint: plain,
          readText: textReader(''),
        }),
      );
      expect(stdout).toContain('mutated (asked)');
      expect(stdout).toContain('gpu-fraction 0.5, from env RUNAI_GPU_FRACTION of PodDefault runai-half-gpu');
    },
  );
});

describe('the commands that no test types', () => {
  it.each(NOT_RUN)('are on some page, so that the list does not outlive them: $command', ({ command }) => {
    expect(statements.some(({ text }) => command.test(text))).toBe(true);
  });

  it.each(ONLY_NAMED)('are on some page, so that the list does not outlive them: %s', (text) => {
    expect(statements.some((statement) => statement.text === text)).toBe(true);
  });

  it('are targets of the Makefile, where they are for make', () => {
    const makefile = readFileSync('Makefile', 'utf8');
    const targets = new Set(
      statements.flatMap(({ text }) => (/^make /.test(text) ? (/^make +([a-z][a-z -]*)/.exec(text)?.[1] ?? '') : [])),
    );
    const named = [...targets].flatMap((words) => words.trim().split(/ +/));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((target) => !new RegExp(`^${target}:`, 'm').test(makefile))).toEqual([]);
  });

  it('are each on the list for a reason', () => {
    expect(whyNotRun({ text: 'kind create cluster' })).toContain('containers');
    expect(whyNotRun({ text: 'kubectl get pods' })).toBeUndefined();
  });
});
