import { spawn } from 'node:child_process';

export interface EngineRun {
  /** The end of it. */
  readonly output: string;
  /** Of its exit, or the signal that has ended it. */
  readonly code: number | string;
}

/** Runs the fuzzer to its end. */
export function runEngine(
  [command = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<EngineRun> {
  // What libraries have to say about odd YAML is said ten thousand times.
  const env = { ...process.env, ...environment, NODE_NO_WARNINGS: '1' };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      // A long run says a lot on the way.
      output = (output + chunk.toString()).slice(-200_000);
    };
    const end = (): void => void child.kill();
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('exit', end);
      resolve({ output, code: code ?? signal ?? 'nothing' });
    });
    // Whoever ends this ends the fuzzer.
    process.once('exit', end);
  });
}
