import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait.ts';

/** A program to run: where its output goes follows from its name. */
export interface ProgramStart {
  name: string;
  file: string;
  args: string[];
  env?: Record<string, string>;
  /** How long it may take to end before it is killed. */
  graceMillis?: number;
  /**
   * All that it keeps is in the cluster's folder, and it starts nothing, so that at the cluster's end it need not put
   * anything in order.
   */
  endsWithCluster?: boolean;
}

/** A program that runs. */
export interface RunningProgram {
  name: string;
  pid: number;
  logFile: string;
  /** How it ended, or undefined while it runs. */
  ended(): string | undefined;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/** Every program of one cluster, watched by a process that outlives a crash of this one by just long enough. */
export interface Processes {
  run(program: ProgramStart): Promise<RunningProgram>;
  running(): RunningProgram[];
  /** Ends every program, last started first, and removes the folder given at the start. */
  stop(): Promise<void>;
}

/**
 * Starts the supervising process; `removeFolder` goes when the last program has ended. With `within`, a command that
 * runs the command after its own arguments, it and all programs run there.
 */
export function startProcesses(logFolder: string, removeFolder?: string, within: readonly string[] = []): Processes {
  const [command = process.execPath, ...args] = [
    ...within,
    process.execPath,
    fileURLToPath(new URL('./supervisor.ts', import.meta.url)),
    ...(removeFolder === undefined ? [] : [removeFolder]),
  ];
  const supervisor = spawn(
    command,
    args,
    // A process group of its own: Ctrl-C in a terminal reaches the whole foreground group at once, and the programs
    // have to end in order instead.
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  );
  const gone = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()));
  const pids = new Map<string, number>();
  const ends = new Map<string, string>();
  const programs = new Map<string, RunningProgram>();
  createInterface({ input: supervisor.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as { started?: string; pid?: number; ended?: string; how?: string };
    if (answer.started !== undefined && answer.pid !== undefined) pids.set(answer.started, answer.pid);
    if (answer.ended !== undefined) ends.set(answer.ended, answer.how ?? 'ended');
  });
  const order = (what: object): void => {
    supervisor.stdin.write(`${JSON.stringify(what)}\n`);
  };

  return {
    async run({ name, file, args, env = {}, graceMillis = 10_000, endsWithCluster = false }) {
      if (programs.has(name) && !ends.has(name)) throw new Error(`${name} runs already`);
      pids.delete(name);
      ends.delete(name);
      const logFile = join(logFolder, `${name}.log`);
      order({ start: { name, file, args, env, log: logFile, graceMillis, endsWithCluster } });
      const pid = await waitFor(
        `the start of ${name} (${file})`,
        async (saw) => {
          if (!pids.has(name) && ends.has(name)) saw(ends.get(name));
          return pids.get(name);
        },
        { timeoutSeconds: 10, everyMs: 20 },
      );
      const program: RunningProgram = {
        name,
        pid,
        logFile,
        ended: () => ends.get(name),
        async stop() {
          order({ stop: name });
          await waitFor(`the end of ${name}`, async () => ends.get(name), { timeoutSeconds: 20, everyMs: 20 });
        },
      };
      programs.set(name, program);
      return program;
    },
    running: () => [...programs.values()].filter((program) => program.ended() === undefined),
    async stop() {
      supervisor.stdin.end();
      await gone;
    },
  };
}

/** The last lines of a program's log, for the message of a wait that was in vain. */
export function logTail(program: RunningProgram, lines = 30): string {
  const ended = program.ended();
  const state = ended === undefined ? 'runs' : `ended (${ended})`;
  let text = '';
  try {
    text = readFileSync(program.logFile, 'utf8');
  } catch {
    text = '(no log)';
  }
  return `--- ${program.name} ${state}; end of its log:\n${text.trimEnd().split('\n').slice(-lines).join('\n')}`;
}

/** Waits until a started program answers, and fails at once with the end of its log when it ended instead. */
export async function waitUntilReady(
  program: RunningProgram,
  ready: () => Promise<boolean>,
  timeoutSeconds = 60,
): Promise<void> {
  const outcome = await waitFor(
    `${program.name} to be ready`,
    async () => (program.ended() === undefined ? (await ready()) && 'ready' : 'ended'),
    { timeoutSeconds, everyMs: 50, atTheEnd: () => logTail(program) },
  );
  if (outcome === 'ended') throw new Error(`${program.name} ended before it was ready\n${logTail(program)}`);
}

/** True when a URL on plain HTTP answers with 200; throws otherwise, for the message of a wait that was in vain. */
export async function answersOk(url: string): Promise<true> {
  const response = await fetch(url);
  await response.body?.cancel();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return true;
}
