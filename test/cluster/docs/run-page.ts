import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { differs } from '../../docs/shown-output.ts';
import type { Statement } from '../../docs/statements.ts';

/** What a shell is started with. */
export interface Shell {
  readonly home: string;
  /** Where the commands are typed. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Between commands, in the output: nothing prints these. */
const BEGIN = '\u0001';
const END = '\u0002';

/**
 * Types the commands of a page into one shell, in their order, as a person does who reads it from the top. Returns what
 * went wrong, a paragraph for each command: an exit code other than 0, or where the page shows an output, another one.
 */
export async function typeIn(shell: Shell, statements: readonly Statement[]): Promise<readonly string[]> {
  const script = join(shell.home, '.typed.sh');
  const log = join(shell.home, '.typed.log');
  writeFileSync(script, ['set -o pipefail', ...statements.map(withMarks)].join('\n'));
  const out = openSync(log, 'w');
  const child = spawn('bash', [script], {
    cwd: shell.folder,
    env: { ...process.env, ...shell.env },
    stdio: ['ignore', out, out],
    timeout: 100_000,
  });
  await once(child, 'close');
  const pieces = readFileSync(log, 'utf8').split(BEGIN).slice(1);
  return statements.flatMap((statement, at) => problem(statement, pieces[at]) ?? []);
}

function withMarks({ text }: Statement): string {
  // A person types no faster than what has been written goes from the API server to those who watch it.
  const pause = /^kubectl (annotate|apply|create|label) .*namespace/.test(text) ? '; sleep 0.7' : '';
  return `printf '${BEGIN}'\n${text}\nprintf '${END}%d' $?${pause}`;
}

/** They end with 1 where they have found something, which on these pages is no failure. */
const FINDS = /\bgpu-fraction(-webhook)? (doctor|why)\b/;

function problem({ page, line, text, shown }: Statement, piece: string | undefined): string | undefined {
  const where = `${page}:${line}: ${text}`;
  if (piece === undefined) return `${where}\nwas not reached`;
  const [output = '', code = 'none'] = piece.split(END);
  if (shown === undefined)
    return code === '0' || (code === '1' && FINDS.test(text)) ? undefined : `${where}\nended with ${code}:\n${output}`;
  const difference = differs(shown, output);
  return difference && `${where}\n${difference}`;
}
