import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Generator } from '../load/generator.ts';
import type { LoadResult } from '../load/task.ts';
import type { Cores, NoCores } from '../machine/cores.ts';
import type { ProcessMemory } from '../machine/process-memory.ts';
import { reviewOfSize, USUAL_BYTES } from '../reviews.ts';
import type { Credentials } from '../servers/credentials.ts';
import { checkAnswers } from '../servers/right-answer.ts';
import { RunningServer } from '../servers/running-server.ts';
import type { Server, ServerId } from '../servers/server.ts';

/** Requests a second, or as fast as answers come. */
export type Load = number | 'closed loop';

/** What each server goes through in each round, for so many seconds each. */
export interface RoundPlan {
  readonly rounds: number;
  readonly warmUpSeconds: number;
  readonly loads: readonly { readonly load: Load; readonly seconds: number }[];
}

/** One server in one round. */
export interface Round {
  readonly server: ServerId;
  readonly startMillis: number;
  readonly ready: ProcessMemory;
  readonly loads: readonly { readonly load: Load; readonly result: LoadResult }[];
  readonly afterLoad: ProcessMemory;
}

/** What the rounds run with. */
export interface RoundSetting {
  readonly generator: string;
  readonly cores: Cores | NoCores;
  readonly credentials: Credentials;
  readonly say: (text: string) => void;
}

/** As many as the API server keeps open to one webhook. */
export const CONNECTIONS = 25;

/**
 * Measures servers in turns, each round in a new process: a busy moment of the machine falls on all of them, and so does
 * the luck of where a process lies in memory. Every other round goes the other way round.
 */
export async function runRounds(
  servers: readonly Server[],
  plan: RoundPlan,
  setting: RoundSetting,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
      setting.say(`round ${round + 1} of ${plan.rounds}: ${server.title}`);
      rounds.push(await measure(server, plan, setting));
    }
  }
  return rounds;
}

async function measure(server: Server, { loads, warmUpSeconds }: RoundPlan, setting: RoundSetting): Promise<Round> {
  const { cores, credentials } = setting;
  const running = await RunningServer.start(server, { cores, credentials });
  try {
    await checkAnswers(running, credentials.caFile);
    const ready = running.memory();
    const generator = startGenerator(running, setting);
    try {
      // Node.js takes some ten thousand requests until it has compiled all that it is going to.
      await generator.run({ seconds: warmUpSeconds });
      const results: { load: Load; result: LoadResult }[] = [];
      for (const { load, seconds } of loads) {
        const result = await generator.run(load === 'closed loop' ? { seconds } : { rate: load, seconds });
        results.push({ load, result });
      }
      return {
        server: server.id,
        startMillis: running.startMillis,
        ready,
        loads: results,
        afterLoad: running.memory(),
      };
    } finally {
      await generator.stop();
    }
  } finally {
    await running.stop();
  }
}

/** Starts the generator for a running server, with the usual pod or with one of another size. */
export function startGenerator(
  running: RunningServer,
  { generator, cores, credentials }: RoundSetting,
  { bytes = USUAL_BYTES, connections = CONNECTIONS } = {},
): Generator {
  const body = join(credentials.folder, 'review.json');
  writeFileSync(body, reviewOfSize(bytes));
  const target = {
    port: running.port,
    path: running.server.path,
    caFile: credentials.caFile,
    bodyFiles: [body],
    connections,
    serverPid: running.pid,
  };
  return Generator.start(generator, target, cores);
}
