import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { paintFor, plain } from '../../src/explain/render/paint.ts';
import { MAIN, runProgram } from '../support/program.ts';
import { Files, NAMESPACE } from './explaining.ts';

const ESCAPE = '\u001B[';

const files = new Files();
const asking = (name: string, fraction = '0.5'): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: alice, annotations: {gpu-fraction: "${fraction}"}}, spec: {containers: [{name: c}]}}\n`;
const one = files.write('one.yaml', asking('one'));
const two = files.write('two.yaml', asking('two'));
const refused = files.write('refused.yaml', asking('refused', '1.5'));
const namespace = files.write('namespace.yaml', NAMESPACE);

const explain = (args: readonly string[], input: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) =>
  runProgram(['explain', ...args], { input, env: { ...process.env, ...environment } });

describe('several files', () => {
  it.each([
    ['behind one flag, as a shell writes *.yaml', ['-f', one, two, '-o', 'json']],
    ['each behind a flag', ['-f', one, '-o', 'json', '-f', two]],
  ])('may be given %s', async (_title, args) => {
    const { code, stdout } = await explain(args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'one' }, { name: 'two' }]);
  });
});

describe('the exit code and the streams', () => {
  it('0 with everything allowed, and nothing on stderr', async () => {
    const { code, stdout, stderr } = await explain(['-f', one, '--namespace-manifest', namespace]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('pod one  mutated (asked)');
  });

  it('1 with a refusal, which still is an answer', async () => {
    const { code, stdout, stderr } = await explain(['-f', one, '-f', refused, '--namespace-manifest', namespace]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('pod one  mutated (asked)');
    expect(stdout).toContain('pod refused  denied (invalid-fraction)');
  });

  it('2 with an input that cannot be read, and no half answer', async () => {
    const broken = files.write(
      'broken.yaml',
      `${asking('fine')}---\n{apiVersion: v1, kind: Pod, metadata: {}, spec: {}}\n`,
    );
    const { code, stdout, stderr } = await explain(['-f', one, '-f', broken]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `gpu-fraction-webhook: ${broken}, document 2: spec.containers: expected array, received undefined\n`,
    );
  });

  it.each([
    ['no file named', []],
    ['an unknown format', ['-f', one, '-o', 'xml']],
    ['an unknown flag', ['-f', one, '--fraction', '1']],
    ['an argument without a flag', [one, '-f', two]],
    ['a setting with a value it cannot have', ['-f', one, '--route', 'everything']],
  ])('2 with %s, and a message', async (_title, args) => {
    const { code, stdout, stderr } = await explain(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/\w/);
    expect(stderr).not.toContain('    at ');
  });

  it('2 with an error whose text does not steer the terminal', async () => {
    const evil = files.write('evil.yaml', '{apiVersion: "\\e[31mv1", kind: "\\e]0;x\\a", metadata: {name: a}}');
    const { code, stderr } = await explain(['-f', evil]);
    expect(code).toBe(2);
    expect(stderr).toContain('no pod to explain');
    expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('2 with a file that is not there, which the message names', async () => {
    const { code, stdout, stderr } = await explain(['-f', one, '--namespace-manifest', 'nowhere.yaml']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('gpu-fraction-webhook: nowhere.yaml: cannot be read: ENOENT');
  });

  it('0 with --help, which names every way to use it', async () => {
    const { code, stdout } = await explain(['--help']);
    expect(code).toBe(0);
    for (const word of ['--filename', '--namespace-manifest', '--config', '--output', '--flavour', 'text', 'patch']) {
      expect(stdout).toContain(word);
    }
  });
});

describe('several files', () => {
  it('are explained in the order in which they are named', async () => {
    const { stdout } = await explain(['-f', two, '-f', one, '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'two' }, { name: 'one' }]);
  });

  it('may say about namespaces and PodDefaults in turn', async () => {
    const optedOut = files.write('opted-out.yaml', '{apiVersion: v1, kind: Namespace, metadata: {name: alice}}');
    const { stdout } = await explain(['-f', one, '--namespace-manifest', namespace, '--namespace-manifest', optedOut]);
    expect(stdout).toContain('skipped (namespace-not-opted-in)');
  });
});

describe('a folder', () => {
  const other = new Files();
  other.write('a.yaml', asking('a'));
  other.write('b.json', asking('b'));
  other.write('notes.txt', 'no manifest');
  other.write('values.yaml', 'replicas: 1\n');
  other.write('inner/c.yaml', asking('c'));
  const names = (stdout: string) => JSON.parse(stdout).map(({ name }: { name: string }) => name);

  it('gives its manifests, and names what is none', async () => {
    const { code, stdout, stderr } = await explain([
      '-f',
      other.folder,
      '-o',
      'json',
      '--namespace-manifest',
      namespace,
    ]);
    expect({ code, names: names(stdout) }).toEqual({ code: 0, names: ['a', 'b'] });
    expect(stderr).toMatch(/^note: .*values\.yaml: apiVersion and kind are missing.*; passed over\n$/);
  });

  it('gives those in folders below with -R', async () => {
    const { stdout } = await explain(['-R', '-f', other.folder, '-o', 'json']);
    expect(names(stdout)).toEqual(['a', 'b', 'c']);
  });

  it('without any manifest ends it with exit code 2', async () => {
    const { code, stderr } = await explain(['-f', other.folder.replace(/$/, '/inner/..'), '-f', 'nowhere']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('nowhere: cannot be read') });
  });
});

describe('what is known beside the pods', () => {
  const optedOut = files.write('out.yaml', '{apiVersion: v1, kind: Namespace, metadata: {name: alice}}');

  it.each(['--namespace-manifest', '--surroundings'])('explain takes it with %s', async (flag) => {
    const { stdout } = await explain(['-f', one, flag, optedOut]);
    expect(stdout).toContain('skipped (namespace-not-opted-in)');
  });

  it.each(['--namespace-manifest', '--surroundings'])('serve takes it with %s', async (flag) => {
    const { code, stderr } = await runProgram(['serve', '--dev', flag, 'nowhere.yaml']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^gpu-fraction-webhook: nowhere\.yaml: cannot be read/),
    });
  });
});

describe('standard input', () => {
  it('is read for -', async () => {
    const { code, stdout } = await explain(['-f', '-', '-o', 'json'], [asking('piped')]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'piped' });
  });

  it('may come late and in pieces, as from a kubectl that takes its time', async () => {
    const [head, tail] = [asking('piped').slice(0, 30), asking('piped').slice(30)];
    const { code, stdout, stderr } = await explain(['-f', '-', '-o', 'json'], ['', head, tail]);
    expect({ code, stderr: stderr.includes('EAGAIN') }).toEqual({ code: 0, stderr: false });
    expect(JSON.parse(stdout)).toMatchObject({ name: 'piped' });
  });

  it('is called by its name in messages', async () => {
    const { code, stderr } = await explain(['-f', '-'], ['hello']);
    expect(code).toBe(2);
    expect(stderr).toContain('standard input: apiVersion and kind are missing');
  });

  it('may be joined with files', async () => {
    const { stdout } = await explain(['-f', one, '-f', '-', '-o', 'json'], [asking('piped')]);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'one' }, { name: 'piped' }]);
  });
});

describe('settings', () => {
  it('come from a file, and flags go over it', async () => {
    const config = files.write('kai.yaml', 'flavour: kai\nqueueLabel: true\n');
    const labelled = files.write(
      'labelled.yaml',
      asking('x').replace('annotations:', 'labels: {project: p}, annotations:'),
    );
    const pod = async (...flags: string[]) => {
      const { stdout } = await explain(['-f', labelled, '--config', config, '-o', 'json', ...flags]);
      return JSON.parse(stdout).pod as unknown;
    };
    expect(await pod()).toMatchObject({
      spec: { schedulerName: 'kai-scheduler' },
      metadata: { labels: { 'kai.scheduler/queue': 'p' } },
    });
    expect(await pod('--scheduler-name', 'mine')).toMatchObject({ spec: { schedulerName: 'mine' } });
  });

  it('that cannot be used end it with exit code 2, and say what to do', async () => {
    const config = files.write('typo.yaml', 'onInvalidd: warn\n');
    const { code, stdout, stderr } = await explain(['-f', one, '--config', config]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^gpu-fraction-webhook: .*setting onInvalidd: there is no such setting; did you mean onInvalid\?\n$/,
    );
  });
});

describe('colour', () => {
  it('does not reach a pipe', async () => {
    const { stdout } = await explain(['-f', one], [], { FORCE_COLOR: '1' });
    expect(stdout).not.toContain(ESCAPE);
  });

  it.each([
    ['a terminal', true, {}, true],
    ['a terminal whose user wants none', true, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR, which says nothing', true, { NO_COLOR: '' }, true],
    ['a pipe', false, {}, false],
    ['a pipe under NO_COLOR', false, { NO_COLOR: '1' }, false],
  ])('%s', (_title, isTTY, environment, colored) => {
    expect(paintFor({ isTTY }, environment)('red', 'x').includes(ESCAPE)).toBe(colored);
  });

  it('is absent where the stream does not say what it is', () => {
    expect(paintFor({}, {})).toBe(plain);
  });
});

describe('a reader that stops early', () => {
  it('ends the program without a word', async () => {
    const many = files.write('many.yaml', Array.from({ length: 2000 }, (_, n) => asking(`pod-${n}`)).join('---\n'));
    const child = spawn(process.execPath, [
      MAIN,
      'explain',
      '-f',
      many,
      '-o',
      'json',
      '--namespace-manifest',
      namespace,
    ]);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
  });
});
