import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { GroupName, ProgramGroup } from './program-groups.ts';

const sources = fileURLToPath(new URL('./programs', import.meta.url));
// Small and without the paths of this machine; nobody debugs these programs.
const buildFlags = ['-trimpath', '-mod=readonly'];

/** Where builds are kept, outside the work tree. */
export function cacheFolder(): string {
  const { GFW_CLUSTER_CACHE, XDG_CACHE_HOME } = process.env;
  return GFW_CLUSTER_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'gpu-fraction-webhook');
}

/** The Go toolchain's version, or undefined where there is none. */
export function goVersion(): string | undefined {
  const result = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** The folder that holds, or will hold, a group's build: named after everything that decides what comes out. */
export function buildFolder(name: GroupName, group: ProgramGroup): string {
  const recipe = [name, process.platform, process.arch, group, buildFlags, linkerFlags(name, group)];
  const hash = createHash('sha256').update(JSON.stringify(recipe));
  for (const file of ['go.mod', 'go.sum', 'main.go']) {
    const path = join(sources, moduleFolder(name, group), file);
    hash.update(`\n${file}\n`).update(existsSync(path) ? readFileSync(path) : '-');
  }
  return join(cacheFolder(), hash.digest('hex').slice(0, 16));
}

/**
 * Builds a group's programs from its pinned module into the cache, unless they are there, and returns the folder:
 * bin/ with the programs, crds/ with the CRD manifests of the same module.
 */
export async function build(name: GroupName, group: ProgramGroup): Promise<string> {
  const folder = buildFolder(name, group);
  if (existsSync(folder)) return folder;
  if (group.build === undefined) throw new Error(`nothing here builds ${name}: ${group.readyMadeOnly ?? ''}`);

  const module = moduleFolder(name, group);
  const started = Date.now();
  const progress = (text: string): void => {
    process.stderr.write(`building ${name}: ${text} (${Math.round((Date.now() - started) / 1000)} s)\n`);
  };
  removeAbandoned(folder);
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(join(partial, 'bin'), { recursive: true });
  try {
    progress('fetching modules');
    await go(module, ['mod', 'download', group.build.module]);
    const packages = Object.values(group.programs).filter((path) => path !== undefined);
    if (packages.length > 0) {
      const total = (await go(module, ['list', '-deps', ...tagFlags(group), ...packages])).length;
      await compile(name, group, packages, join(partial, 'bin'), total, progress);
    }
    if (group.build.crds !== undefined) {
      const [crds] = await go(module, ['list', '-m', '-f', '{{.Dir}}', group.build.module]);
      if (crds === undefined) throw new Error(`the folder of ${group.build.module} is not known`);
      cpSync(join(crds, group.build.crds), join(partial, 'crds'), { recursive: true, mode: 0 });
    }
    writeFileSync(join(partial, 'group'), `${name}\n`);
    // One step, so that a build that broke off never looks like a whole one. Somebody else may have been faster.
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  progress('done');
  return folder;
}

// What a build that was killed could not clear away itself.
function removeAbandoned(folder: string): void {
  if (!existsSync(dirname(folder))) return;
  for (const entry of readdirSync(dirname(folder))) {
    const pid = entry.match(/\.partial-(\d+)$/)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(dirname(folder), entry), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function compile(
  name: GroupName,
  group: ProgramGroup,
  packages: string[],
  output: string,
  total: number,
  progress: (text: string) => void,
): Promise<void> {
  let compiled = 0;
  const timer = setInterval(() => progress(`${compiled} packages compiled, ${total} at most`), 10_000);
  try {
    const ldflags = ['-s', '-w', ...linkerFlags(name, group)].join(' ');
    await go(
      moduleFolder(name, group),
      ['build', '-v', ...buildFlags, ...tagFlags(group), '-ldflags', ldflags, '-o', `${output}/`, ...packages],
      () => {
        compiled += 1;
      },
    );
  } finally {
    clearInterval(timer);
  }
}

const tagFlags = ({ build }: ProgramGroup): string[] =>
  build?.tags === undefined ? [] : [`-tags=${build.tags.join(',')}`];

function linkerFlags(name: GroupName, group: ProgramGroup): string[] {
  if (group.build?.versionVariables === undefined) return [];
  const versionOf = (module: string): string => requiredVersion(moduleFolder(name, group), module);
  const variables = group.build.versionVariables(versionOf(group.build.module), versionOf);
  return Object.entries(variables).map(([variable, value]) => `-X ${variable}=${value}`);
}

/** Folder of programs/ whose module builds a group. */
function moduleFolder(name: GroupName, group: ProgramGroup): string {
  return group.build?.folder ?? name;
}

/** The version of a module that the go.mod in a folder of programs/ requires. */
export function requiredVersion(folder: string, module: string): string {
  const text = readFileSync(join(sources, folder, 'go.mod'), 'utf8');
  const line = text.split('\n').find((candidate) => candidate.replace('require ', '').trim().startsWith(`${module} v`));
  const version = line?.match(/ (v\S+)/)?.[1];
  if (version === undefined) throw new Error(`${folder}/go.mod does not require ${module}`);
  return version;
}

/**
 * A module may need a newer Go than the machine has, which the go command gets by itself as a module. Distributions switch
 * that off, and a toolchain that is named here is got all the same.
 */
function toolchainOf(folder: string): { readonly GOTOOLCHAIN?: string } {
  const toolchain = readFileSync(join(sources, folder, 'go.mod'), 'utf8').match(/^toolchain (\S+)$/m)?.[1];
  return toolchain === undefined ? {} : { GOTOOLCHAIN: toolchain };
}

/** Runs the go command in a folder of programs/ and returns its output's lines; `onErrorLine` sees standard error. */
function go(folder: string, args: string[], onErrorLine?: (line: string) => void): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: join(sources, folder),
      env: { ...process.env, ...toolchainOf(folder) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: string[] = [];
    const errors: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => out.push(line));
    createInterface({ input: child.stderr }).on('line', (line) => {
      errors.push(line);
      onErrorLine?.(line);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(out);
      else
        reject(new Error(`go ${args[0]} in test/cluster/programs/${folder} failed:\n${errors.slice(-20).join('\n')}`));
    });
  });
}
