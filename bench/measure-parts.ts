import { benchCluster } from './cluster/on-processes.ts';
import { buildGo, GENERATOR, noGo } from './go-programs.ts';
import { benchInProcess } from './in-process.ts';
import { lookInside } from './inside/inside.ts';
import { chooseCores } from './machine/cores.ts';
import { machine } from './machine/machine.ts';
import type { Part, Plan } from './plan.ts';
import type { Measured, Results } from './results.ts';
import { serverById } from './servers/catalogue.ts';
import { withCredentials } from './servers/credentials.ts';
import type { Server } from './servers/server.ts';
import { measureReplica } from './side-by-side/replica.ts';
import type { RoundSetting } from './side-by-side/rounds.ts';
import { benchSideBySide } from './side-by-side/side-by-side.ts';
import { measureSizes } from './side-by-side/sizes.ts';
import { soak } from './soak/soak.ts';

/** Those that are shown with pods of all sizes. */
const SIZED = ['floor', 'ours', 'go-jsonv2', 'controller-runtime'] as const;

/**
 * Measures the parts of a plan, one after the other.
 *
 * @param done is told after each part what there is so far
 */
export async function measureParts(
  plan: Plan,
  say: (text: string) => void,
  done: (soFar: Results) => void,
): Promise<Results> {
  const noGenerator = noGo();
  if (noGenerator !== undefined) {
    throw new Error(`the load generator is written in Go, and ${noGenerator}`);
  }
  const { servers, missing } = await prepare(plan, say);
  const setting = { generator: buildGo(GENERATOR), cores: chooseCores(), say };
  return withCredentials(async (credentials) => {
    let results: Results = {};
    for (const measure of measurements(plan, servers, missing, { ...setting, credentials })) {
      results = { ...results, ...(await measure()) };
      done(results);
    }
    return results;
  });
}

type Missing = readonly { readonly server: Server['id']; readonly reason: string }[];

/** Builds what takes part; what cannot be had here is named, and the rest is measured. */
async function prepare(
  plan: Plan,
  say: (text: string) => void,
): Promise<{ servers: readonly Server[]; missing: Missing }> {
  const servers: Server[] = [];
  const missing: { server: Server['id']; reason: string }[] = [];
  for (const server of plan.servers.map(serverById)) {
    const reason = server.missing?.() ?? (await server.prepare?.().then(() => undefined, String));
    if (reason === undefined) {
      servers.push(server);
    } else {
      say(`without ${server.title}: ${reason}`);
      missing.push({ server: server.id, reason });
    }
  }
  return { servers, missing };
}

function measurements(
  { parts, ...plan }: Plan,
  servers: readonly Server[],
  missing: Missing,
  setting: RoundSetting,
): readonly (() => Promise<Results>)[] {
  const { isQuick, rounds } = plan;
  const { say } = setting;
  const few = Math.min(3, rounds);
  const among = (ids: readonly Server['id'][]) => servers.filter(({ id }) => ids.includes(id));
  const wants = (...any: readonly Part[]) => any.some((part) => parts.has(part));
  const clusterOptions = {
    podsPerRound: isQuick ? 100 : 300,
    rounds: Math.min(isQuick ? 1 : 5, rounds),
    concurrency: 8,
  };
  const skippable = <Name extends keyof Results, T>(name: Name, result: T | { readonly skipped: string }): Results => {
    if (typeof result === 'object' && result !== null && 'skipped' in result) {
      say(`SKIPPED: ${name}: ${result.skipped}`);
      return {};
    }
    return { [name]: now(result) };
  };
  return [
    wants('closed-loop', 'fixed-rates') &&
      (async () => ({ sideBySide: now(await benchSideBySide({ parts, ...plan }, servers, missing, setting)) })),
    wants('replica') &&
      (async () => ({
        replica: now(await measureReplica(serverById('ours'), { rounds: few, seconds: isQuick ? 2 : 10, setting })),
      })),
    wants('inside') &&
      (async () => ({ inside: now(await lookInside(servers, { seconds: isQuick ? 2 : 8, setting })) })),
    wants('sizes') &&
      (async () => ({
        sizes: now(await measureSizes(among(SIZED), { rounds: few, seconds: isQuick ? 0.5 : 2, setting })),
      })),
    wants('in-process') && (async () => ({ inProcess: now(await benchInProcess(isQuick ? 100 : 1000)) })),
    wants('cluster') && (async () => skippable('cluster', await benchCluster(clusterOptions, say))),
    wants('soak') &&
      (async () => skippable('soak', await soak({ namespaces: 1000, rate: 100, minutes: plan.soakMinutes, setting }))),
  ].filter((measurement) => measurement !== false);
}

function now<T>(result: T): Measured<T> {
  return { date: new Date().toISOString().slice(0, 10), machine: machine(), result };
}
