import { spawnSync } from 'node:child_process';

/** What a command printed, and the error that says why it could not do its work. */
export class CommandError extends Error {}

/**
 * Runs a command to its end and returns its standard output.
 *
 * @throws CommandError with the last lines that it printed
 */
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    const said = `${stderr ?? ''}${stdout ?? ''}`.trim().split('\n').slice(-20).join('\n');
    throw new CommandError(`${[command, ...args].join(' ')} ended with ${status ?? error?.message}:\n${said}`);
  }
  return stdout;
}

export const succeeds = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;
