import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./attacking-program.ts', import.meta.url));

/** What is done on each connection; attacks.ts says how. */
export type AttackName =
  | 'noHandshake'
  | 'unfinishedHandshake'
  | 'garbage'
  | 'silence'
  | 'garbageRequest'
  | 'halfRequest'
  | 'slowHeader'
  | 'slowBody'
  | 'unfinishedBody'
  | 'endlessChunks'
  | 'unfinishedSmallBody'
  | 'tinyBodyAfterReview'
  | 'smallBodyAfterReview'
  | 'largeBodyAfterReview'
  | 'brackets'
  | 'names'
  | 'largeReviews'
  | 'loggedReviews';

export interface Plan {
  /** Who is attacked; each gets all of the attacks. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** Where the attackers come from. */
  readonly addresses: readonly string[];
  /** Each with the number of connections that are kept going to each host, by all addresses together. */
  readonly attacks: readonly (readonly [AttackName, number])[];
  /** How many connections are opened in a second, to all hosts together; without it as many as can be. */
  readonly connectionsPerSecond?: number;
}

/** How much there was of an attack. */
export interface Sent {
  readonly connections: number;
  /** Whole ones, and all that were begun. */
  readonly requests: number;
}

/** A process of its own, so that the honest client's times are not the attackers'. Every second it prints a line: what it has `Sent`. */
export const attackCommand = (plan: Plan): readonly [file: string, ...args: string[]] => [
  process.execPath,
  PROGRAM,
  JSON.stringify(plan),
];
