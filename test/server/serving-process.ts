import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./serving-program.ts', import.meta.url));

interface LogLine {
  readonly msg?: string;
  readonly https?: string;
  readonly health?: string;
}

export interface ServingProcess {
  readonly process: ChildProcess;
  readonly httpsPort: number;
  readonly healthPort: number;
  readonly output: readonly string[];
  /** Exit code and signal, one of which is null. */
  readonly exit: Promise<[number | null, NodeJS.Signals | null]>;
}

/** Runs `serve` in a process of its own, so that it can be sent signals, and waits until it serves. */
export async function startProcess(options: {
  readonly settings: Record<string, unknown>;
  readonly dev?: boolean;
}): Promise<ServingProcess> {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const output: string[] = [];
  const serving = await new Promise<LogLine>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(line);
      const parsed: LogLine = line.startsWith('{') ? JSON.parse(line) : {};
      if (parsed.msg === 'serving') {
        resolve(parsed);
      }
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += String(chunk);
    });
    child.once('close', (code) => reject(new Error(`ended with code ${code} before it served: ${errors}`)));
  });
  return { process: child, httpsPort: portOf(serving.https), healthPort: portOf(serving.health), output, exit };
}

/** Of an address as the log has it. */
export const portOf = (address = ''): number => Number(address.slice(address.lastIndexOf(':') + 1));
