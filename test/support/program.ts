import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The program as it stands in the sources. */
export const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** How the program ended, and what it has printed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Circumstances {
  /** What is on standard input, in these pieces, each after a while. */
  readonly input?: readonly string[];
  /** In place of this process's own. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the program as a person starts it. This process goes on meanwhile, for it may be the server that is asked. */
export function runProgram(
  args: readonly string[],
  { input = [], env = process.env }: Circumstances = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { env });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  // A program that ends early does not read all of it.
  child.stdin.on('error', () => undefined);
  const write = ([piece, ...rest]: readonly string[]): void => {
    if (piece === undefined) {
      child.stdin.end();
    } else {
      child.stdin.write(piece);
      setTimeout(write, 400, rest);
    }
  };
  write(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
}
