import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './go-build.ts';

/** Sets of Python packages, each pinned by python/<name>.txt; they disagree, so each has an environment of its own. */
export const pythonEnvironments = ['pipelines-v1', 'pipelines-v2'] as const;
export type PythonEnvironment = (typeof pythonEnvironments)[number];

const sources = fileURLToPath(new URL('./python', import.meta.url));
const candidates = ['python3.11', 'python3.10', 'python3'];
// kfp 1.8 imports distutils, which Python 3.12 no longer has.
const isSuitable =
  'import sys, venv, ensurepip; print(*sys.version_info[:2], sep="."); sys.exit(not (3, 10) <= sys.version_info < (3, 12))';

/** Where an environment is, or will be; named after its list of packages. */
function folderOf(name: PythonEnvironment): string {
  const hash = createHash('sha256').update(readFileSync(join(sources, `${name}.txt`)));
  return join(cacheFolder(), `python-${hash.digest('hex').slice(0, 16)}`);
}

/** Why an environment cannot be used, and what would help; undefined when it is there. */
export function missingPython(...names: PythonEnvironment[]): { reason: string; enable: string } | undefined {
  const name = names.find((each) => !existsSync(folderOf(each)));
  return (
    name && {
      reason: `${name}: the Python packages of test/cluster/python/${name}.txt are not installed`,
      enable: 'apt-get install python3.11-venv   # any Python 3.10 or 3.11 with venv, and a way to PyPI',
    }
  );
}

/** Installs the environments that are not there yet. One that fails is reported, and its tests say that it is missing. */
export async function buildPython(): Promise<void> {
  const python = candidates.find((each) => spawnSync(each, ['-c', isSuitable]).status === 0);
  for (const name of pythonEnvironments) {
    const folder = folderOf(name);
    if (python === undefined || existsSync(folder)) continue;
    process.stderr.write(`installing ${name} for ${python}\n`);
    const partial = `${folder}.partial-${process.pid}`;
    try {
      await run(python, ['-m', 'venv', partial]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
      await run(join(partial, 'bin', 'python'), [...pip, '-r', join(sources, `${name}.txt`)]);
      if (!existsSync(folder)) renameSync(partial, folder);
    } catch (error) {
      process.stderr.write(`${name} could not be installed: ${(error as Error).message}\n`);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
}

/** Its interpreter. Not bin/pip or bin/magnus: their first line names the folder in which they were installed. */
export const pythonProgram = (name: PythonEnvironment): string => join(folderOf(name), 'bin', 'python');

/** Runs a script of python/ and returns its standard output. */
export function runPython(
  name: PythonEnvironment,
  script: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  return run(pythonProgram(name), ['-W', 'ignore', join(sources, script), ...args], cwd, env);
}

function run(file: string, args: readonly string[], cwd?: string, env: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else {
        const text = Buffer.concat(errors).toString().trimEnd().split('\n').slice(-20).join('\n');
        reject(new Error(`${file} ${args.join(' ')} ended with ${code}:\n${text}`));
      }
    });
  });
}
