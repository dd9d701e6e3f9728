import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./attacking-program.ts', import.meta.url));

/** What is done on each connection; attacking-program.ts says how. */
export type AttackName =
  | 'unfinishedBody'
  | 'endlessChunks'
  | 'unfinishedSmallBody'
  | 'brackets'
  | 'names'
  | 'largeReviews'
  | 'silence';

export interface Plan {
  readonly port: number;
  readonly addresses: readonly string[];
  /** Each with the number of connections that are kept going, by all addresses together. */
  readonly attacks: readonly (readonly [AttackName, number])[];
}

/** @returns a function that ends the attack */
export function attack(plan: Plan): () => void {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(plan)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const stop = (): void => void child.kill('SIGKILL');
  onTestFinished(stop);
  return stop;
}
