import { appendFileSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { FuzzTarget } from '../../test/fuzz/fuzz-target.ts';
import { TARGETS } from '../../test/fuzz/targets/index.ts';
import { inParallel } from '../corpus/in-parallel.ts';
import { runAgainstApiServer } from './api-server.ts';
import { type Engine, prepareEngine } from './engine.ts';
import { keepCorpus } from './keep-corpus.ts';
import { runProperties } from './properties.ts';
import { renderApiServer, renderProperties, renderRuns } from './report.ts';
import { runTarget, type TargetRun } from './run-target.ts';

/*
 * make fuzz MINUTES=60      fuzzes every target for its share of the time, then runs the property tests at length, then has
 *                           mutated pods created by a real API server with the webhook off and on
 * ... ARGS='--targets pods,bodies --jobs 1 --properties 0 --pods 0'
 *                           some targets, one at a time, and nothing else
 *
 * Inputs that lead to something new stay in dist/fuzz-work, so that the next run goes on from there.
 *
 * Exit code 0: nothing was found; 1: something was; 2: no such target.
 */

const WORK = fileURLToPath(new URL('../../dist/fuzz-work', import.meta.url));

/** How much of the time a target gets, where it is not the usual share. */
const SHARES: Readonly<Record<string, number>> = { pods: 2, bodies: 2, manifests: 2 };

const NICENESS = 10;

interface Flags {
  readonly minutes: number;
  readonly targets?: string;
  readonly jobs: number;
  readonly properties: number;
  readonly pods: number;
  readonly keep?: boolean;
}

async function main(): Promise<number> {
  const command = new Command('fuzz')
    .requiredOption('--minutes <number>', 'how long, for all targets together', Number)
    .option('--targets <names>', `some of ${TARGETS.map(({ name }) => name).join(',')}`)
    .option('--jobs <number>', 'how many targets at a time', Number, availableParallelism())
    .option('--properties <times>', 'how many times as often as in make test a property is looked at', Number, 20)
    .option('--pods <number>', 'how many mutated pods the API server is to create', Number, 10_000)
    .option('--keep', 'afterwards put into test/fuzz/corpus what reaches code that nothing smaller reaches')
    .parse();
  const flags = command.opts<Flags>();
  const names = flags.targets?.split(',') ?? TARGETS.map(({ name }) => name);
  const chosen = TARGETS.filter(({ name }) => names.includes(name));
  const unknown = names.filter((name) => !TARGETS.some((target) => target.name === name));
  if (unknown.length > 0 || !(flags.minutes >= 0) || !(flags.jobs >= 1)) {
    const problem = unknown.length > 0 ? `there is no target ${unknown.join(', ')}` : 'MINUTES and jobs are numbers';
    console.error(`fuzz: ${problem}; use: make fuzz MINUTES=60`);
    return 2;
  }
  mkdirSync(WORK, { recursive: true });
  const found = [
    flags.minutes > 0 && (await fuzz(chosen, flags)),
    flags.properties > 0 && properties(flags.properties),
    flags.pods > 0 && (await apiServer(flags.pods)),
  ];
  return found.some(Boolean) ? 1 : 0;
}

/** @returns whether something was found, as those below */
async function fuzz(targets: readonly FuzzTarget[], { minutes, jobs, keep }: Flags): Promise<boolean> {
  const engine: Engine = await prepareEngine();
  const shares = targets.reduce((sum, { name }) => sum + shareOf(name), 0);
  const runs = await inParallel(targets, jobs, async (target): Promise<TargetRun> => {
    const seconds = (minutes * 60 * shareOf(target.name) * Math.min(jobs, targets.length)) / shares;
    const run = await runTarget(target, engine, WORK, seconds, NICENESS);
    console.log(renderRuns([run]));
    appendFileSync(join(WORK, 'runs.jsonl'), `${JSON.stringify(run)}\n`);
    return run;
  });
  console.log(`\n${renderRuns(runs)}`);
  for (const target of keep ? targets : []) {
    await keepCorpus(target, engine, WORK);
  }
  return runs.some(({ trouble }) => trouble !== undefined);
}

const shareOf = (name: FuzzTarget['name']): number => SHARES[name] ?? 1;

function properties(times: number): boolean {
  const run = runProperties(times, WORK);
  console.log(renderProperties(run));
  return run.failed;
}

/** Other pods every time, and the seed that makes them again. */
async function apiServer(count: number): Promise<boolean> {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
  const run = await runAgainstApiServer(count, seed);
  console.log(renderApiServer(run, seed));
  return typeof run !== 'string' && run.unexplained.length > 0;
}

process.exitCode = await main();
