import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../test/cluster/go-build.ts';
import { compile } from './compile.ts';

/*
 * Jazzer.js: libFuzzer for Node.js. It is no dependency of the project but a package of its own beside the targets,
 * fetched by whoever fuzzes.
 */

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const ENGINE = path('../../test/fuzz/engine');
const CLI = join(ENGINE, 'node_modules/@jazzer.js/core/dist/cli.js');
const PREBUILDS = join(ENGINE, 'node_modules/@jazzer.js/fuzzer/prebuilds');
const COMPILED = path('../../dist/fuzz');

/** They look for calls of shells and files, which no decision makes; what is left on prototypes the targets see themselves, at a tenth of the cost. */
const DETECTORS_OFF = ['.*'];

/** By the clock; what an input may take of the processor is less, and measured by the target. */
const HANG_MILLIS = 120_000;

/** A command line that runs the fuzzer. */
export interface Engine {
  readonly command: string;
  /**
   * To be followed by libFuzzer's own options.
   *
   * @param entry the file that is called with the inputs
   */
  arguments(entry: 'harness' | 'selection', isSync: boolean): readonly string[];
}

/** Fetches the fuzzer where it is not there, compiles the targets for it, and sees that it starts. */
export async function prepareEngine(): Promise<Engine> {
  if (!existsSync(CLI)) {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ENGINE, stdio: 'inherit' });
  }
  await compile(COMPILED);
  const [command, ...before] = nodeFor();
  return {
    command,
    arguments: (entry, isSync) => [
      ...before,
      '--enable-source-maps',
      CLI,
      join(COMPILED, `test/fuzz/engine/${entry}.mjs`),
      '--fuzzEntryPoint=fuzz',
      `--timeout=${HANG_MILLIS}`,
      // The program is what is to be covered, and not its tests or its libraries.
      `--includes=${join(COMPILED, 'src')}/`,
      '--excludes=node_modules',
      ...DETECTORS_OFF.map((name) => `--disableBugDetectors=${name}`),
      ...(isSync ? ['--sync'] : []),
      '--',
    ],
  };
}

/** Node.js itself or, where the C library here is too old for the fuzzer, Node.js on newer ones. */
function nodeFor(): readonly [string, ...string[]] {
  const { execPath, platform, arch } = process;
  const addon = `fuzzer-${platform}-${arch}.node`;
  const ready = readdirSync(PREBUILDS);
  if (!ready.includes(addon)) {
    throw new Error(`the fuzzer has no program for ${platform} on ${arch}; it has ${ready.join(', ')}`);
  }
  const load = ['-e', `process.dlopen({ exports: {} }, ${JSON.stringify(join(PREBUILDS, addon))})`];
  if (spawnSync(execPath, load, { stdio: 'ignore' }).status === 0) {
    return [execPath];
  }
  const folder = execFileSync(path('newer-libraries.sh'), [join(cacheFolder(), 'fuzz-libraries')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
  const loader = readdirSync(folder).find((name) => name.startsWith('ld-linux')) ?? '';
  const onNewer = [join(folder, loader), '--library-path', folder, execPath] as const;
  const { status, stderr } = spawnSync(onNewer[0], [...onNewer.slice(1), ...load], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`the fuzzer does not start here: ${stderr}`);
  }
  return onNewer;
}
