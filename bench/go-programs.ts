import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheFolder, goVersion } from '../test/cluster/go-build.ts';
import type { Skipped } from './results.ts';

/** A Go program of the bench's own. */
export interface GoProgram {
  /** What the built file is called. */
  readonly name: string;
  /** Folder of its module, below bench/. */
  readonly module: string;
  /** Its package inside the module. */
  readonly package: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Why no Go program can be built here. */
export function noGo(): Skipped | undefined {
  return goVersion() === undefined
    ? { skipped: 'no Go toolchain', enable: 'apt-get install golang-go   # Go 1.26 or newer' }
    : undefined;
}

/** Builds a program, as Go's own cache has it mostly built already, and returns its file. */
export function buildGo(program: GoProgram): string {
  const file = join(cacheFolder(), 'bench', program.name);
  const flags = ['-trimpath', '-mod=readonly', '-buildvcs=false', '-ldflags=-s -w'];
  const { status, stderr } = spawnSync('go', ['build', ...flags, '-o', file, program.package], {
    cwd: join(import.meta.dirname, program.module),
    env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', ...program.environment },
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`go build of bench/${program.module} failed:\n${stderr}`);
  }
  return file;
}

export const GENERATOR: GoProgram = { name: 'generator', module: 'load/generator', package: '.' };
