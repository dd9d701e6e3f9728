import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One core for the server alone, and one for whatever talks to it. */
export interface Cores {
  readonly server: number;
  readonly generator: number;
}

/** Says why no core can be kept for the server, for a person to read. */
export interface NoCores {
  readonly reason: string;
}

/**
 * Chooses the cores. A server that shares its core with the generator is measured together with it, and no ratio of two
 * such measurements says anything about the servers.
 */
export function chooseCores(): Cores | NoCores {
  const allowed = allowedCores(readFileSync('/proc/self/status', 'utf8'));
  const [first] = allowed;
  const last = allowed.at(-1);
  if (first === undefined || last === undefined || first === last) {
    return { reason: 'this machine gives the bench a single core' };
  }
  if (spawnSync('taskset', ['-c', String(last), 'true']).status !== 0) {
    return { reason: 'taskset, of util-linux, is missing or may not choose cores' };
  }
  // Interrupts are served by the first core, as a rule.
  return { server: last, generator: first };
}

/** The numbers in a line such as `Cpus_allowed_list:	0-2,5` of a process's status. */
export function allowedCores(status: string): readonly number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  return (list?.split(',') ?? []).flatMap((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  });
}

/** A command line that runs on one core; where none could be kept, the command itself. */
export function onCore(
  cores: Cores | NoCores,
  which: keyof Cores,
  command: readonly string[],
): readonly [string, ...string[]] {
  const [file = '', ...args] = command;
  return 'reason' in cores ? [file, ...args] : ['taskset', '-c', String(cores[which]), file, ...args];
}
