import { text } from 'node:stream/consumers';
import { oneLine } from '../decision/values/text.ts';
import { PROGRAM } from '../decision/vocabulary.ts';

/** A message of several lines stays one; what was typed or read must not steer a terminal. */
export function complain(message: string): void {
  process.stderr.write(`${PROGRAM}: ${message.split('\n').map(oneLine).join('\n')}\n`);
}

/**
 * Where commands print. Whoever reads it may stop early, as `head` does. Only looked at where something is printed: Node.js
 * then makes a pipe non-blocking for all who share it, and the server's log has a way of its own.
 */
export function output(): NodeJS.WriteStream {
  if (process.stdout.listenerCount('error') === 0) {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? 0 : 1);
    });
  }
  return process.stdout;
}

/** Standard input is read to its end first, if a file is `-`: a pipe may take its time. */
export const standardInputFor = async (files: readonly string[]): Promise<string> =>
  files.includes('-') ? await text(process.stdin) : '';
