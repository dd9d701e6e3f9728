import type { Skipped } from '../results.ts';
import type { Credentials } from './credentials.ts';

/** What a server is started with. */
export interface Start {
  readonly credentials: Credentials;
  readonly port: number;
  /** A second port, for those that want one. */
  readonly otherPort: number;
}

/** How a server is started: a command, and what it has in its environment beside the bench's own. */
export interface Command {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A server that takes part. */
export interface Server {
  /** What the command line and the results call it. */
  readonly id: ServerId;
  /** What the page calls it. */
  readonly title: string;
  /** Which path it answers. */
  readonly path: string;
  /** Whether it works out an answer, which then has to be the right one. */
  readonly answers: 'the patch' | 'a constant';
  /** Gets it ready to be started, which takes a while the first time; returns why that cannot be here. */
  prepare?(): Promise<Skipped | undefined>;
  start(start: Start): Command;
  /** Whether it is ready; where it does not say, it is as soon as it answers a review. */
  isReady?(start: Start): Promise<boolean>;
  /** Something that it needs beside it, such as an API server that is played; returns how to end that. */
  beside?(start: Start): Promise<() => Promise<void>>;
}

export const SERVER_IDS = [
  'floor',
  'floor-again',
  'fastify',
  'ours',
  'ours-silent',
  'go',
  'go-jsonv2',
  'go-jsonv2-log',
  'controller-runtime',
  'clone-and-diff',
  'pepr',
] as const;

export type ServerId = (typeof SERVER_IDS)[number];
