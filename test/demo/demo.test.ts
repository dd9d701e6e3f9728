import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SAMPLES } from '../../scripts/demo/samples.ts';
import { Files } from '../explain/explaining.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** The sources themselves, so that nothing has to be built for the tests. */
const PROGRAM = 'src/main.ts';
const TIMEOUT = 60_000;
const files = new Files();
const CURL = /curl --cacert (\S+).*?--data @(\S+) https:\/\/localhost:(\d+)\/mutate/s;

function startDemo(program: string, environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['scripts/demo/demo.ts', program], {
    cwd: root,
    env: { ...process.env, STAY: '', ...environment },
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code));
  });
  const says = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(output.stdout);
        if (match !== null) {
          resolve(match);
        }
      };
      child.stdout.on('data', look);
      child.on('close', () => reject(new Error(`ended without saying so: ${output.stdout}${output.stderr}`)));
      look();
    });
  return { child, output, ended, says };
}

/** Whether somebody still answers on the port that the demo's server had. */
async function isServed(output: string): Promise<boolean> {
  const port = /https:\/\/localhost:(\d+)/.exec(output)?.[1];
  try {
    await fetch(`http://127.0.0.1:${port}/`);
    return true;
  } catch (error) {
    return (error as { cause?: { code?: string } }).cause?.code !== 'ECONNREFUSED';
  }
}

describe('make demo', () => {
  it('shows every sample before and after, one refusal in full, and ends with its server', {
    timeout: TIMEOUT,
  }, async () => {
    const { output, ended } = startDemo(PROGRAM);
    expect(await ended, output.stderr + output.stdout).toBe(0);
    expect(output.stderr).toBe('');
    for (const system of new Set(SAMPLES.map((sample) => sample.system))) {
      expect(output.stdout).toContain(`\n${system}\n`);
    }
    const pods = SAMPLES.flatMap((sample) => sample.pods);
    for (const outcome of new Set(pods.map((pod) => pod.outcome))) {
      const count = pods.filter((pod) => pod.outcome === outcome).length;
      expect(output.stdout).toMatch(new RegExp(`^${pods.length} pods: .*\\b${count} ${outcome}\\b`, 'm'));
      expect(output.stdout.match(new RegExp(`  ${outcome}: \\S+$`, 'gm'))).toHaveLength(count);
    }
    expect(output.stdout).toMatch(/default → runai-scheduler {2}team-a {3}0\.5 in container main +mutated: asked/);
    expect(output.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'foreign-project: env RUNAI_PROJECT of container train is "team-b", but namespace kubeflow-alice belongs to project team-a',
    );
    expect(await isServed(output.stdout)).toBe(false);
    expect(output.stdout.split('\n').filter((line) => line.length > 120)).toEqual([]);
    expect(output.stdout, 'no colour in a pipe').not.toContain('\u001B');
  });

  it('is a check as well: says what did not come out as promised, and ends with code 1', {
    timeout: TIMEOUT,
  }, async () => {
    const otherwise = files.write(
      'otherwise.mjs',
      `process.argv.push('--scheduler-name', 'another'); await import(${JSON.stringify(join(root, PROGRAM))});`,
    );
    const { output, ended } = startDemo(otherwise);
    expect(await ended).toBe(1);
    expect(output.stdout).toContain('Not as it should be:');
    expect(output.stdout).toContain(
      'notebook-whole-gpu.yaml, pod gpu-lab-0: scheduler is another, not runai-scheduler',
    );
    expect(await isServed(output.stdout)).toBe(false);
  });

  it('says what to do when the program is not built', { timeout: TIMEOUT }, async () => {
    const { output, ended } = startDemo('dist/not-built.mjs');
    expect(await ended).toBe(1);
    expect(output.stderr).toContain('dist/not-built.mjs is not there; build it with: make build');
  });

  it('says what the server said when it does not start', { timeout: TIMEOUT }, async () => {
    const { output, ended } = startDemo('scripts/demo/samples.ts');
    expect(await ended).toBe(1);
    expect(output.stderr).toContain('the server did not become ready');
  });
});

describe('make demo STAY=1', () => {
  it('keeps the server up for the curl line that it prints, until Ctrl-C', { timeout: TIMEOUT }, async () => {
    const { child, output, ended, says } = startDemo(PROGRAM, { STAY: '1' });
    try {
      await says(/Ctrl-C ends it\./);
      const [, certificate = '', review = '', port = ''] = CURL.exec(output.stdout) ?? [];
      const answer = await post(Number(port), readFileSync(certificate), readFileSync(review));
      expect(JSON.parse(answer)).toMatchObject({ response: { allowed: true, patchType: 'JSONPatch' } });
      expect(output.stdout).toContain('explain -f deploy/samples/notebook-half-gpu.yaml');
      child.kill('SIGINT');
      expect(await ended).toBe(0);
      expect(output.stdout).toContain('The server is stopped.');
      expect([certificate, review].filter(existsSync), 'its files are gone').toEqual([]);
      expect(await isServed(output.stdout)).toBe(false);
    } finally {
      child.kill('SIGINT');
    }
  });
});

function post(port: number, ca: Buffer, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json' };
    const outgoing = request({ host: 'localhost', port, path: '/mutate', method: 'POST', headers, ca }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      incoming.on('end', () => resolve(text));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
