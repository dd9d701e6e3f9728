import { benchNode } from './cluster/on-node.ts';
import { benchCluster } from './cluster/on-processes.ts';
import { buildGo, GENERATOR, noGo } from './go-programs.ts';
import { benchInProcess } from './in-process.ts';
import { lookInside } from './inside/inside.ts';
import type { LoadSetting } from './load/under-load.ts';
import { chooseCores } from './machine/cores.ts';
import { machine } from './machine/machine.ts';
import type { Part, Plan } from './plan.ts';
import type { Measured, Results, SideBySide, Skipped } from './results.ts';
import { serverById } from './servers/catalogue.ts';
import { withCredentials } from './servers/credentials.ts';
import { SERVER_IDS, type Server, type ServerId } from './servers/server.ts';
import { measureReplica } from './side-by-side/replica.ts';
import { roundPlan } from './side-by-side/round-plan.ts';
import { benchSideBySide } from './side-by-side/side-by-side.ts';
import { measureSizes } from './side-by-side/sizes.ts';
import { measureWatching } from './watches/watching-replica.ts';

/** Those that are shown with pods of all sizes. */
const SIZED: readonly ServerId[] = ['floor', 'ours', 'go-jsonv2', 'controller-runtime'];

/** Those whose allocations and system calls are counted. */
const LOOKED_INTO: readonly ServerId[] = SERVER_IDS.filter((id) => id !== 'floor-again' && id !== 'ours-silent');

/** A namespace and a PodDefault each, and reviews a second: a large cluster, and a busy one. */
const WATCHED = { namespaces: 1000, rate: 100 } as const;

/** What was measured, and a line for each part or server that could not be. */
export interface Outcome {
  readonly results: Results;
  readonly skipped: readonly string[];
}

/** A part, or two that are one run. */
interface Measurement {
  readonly parts: readonly Part[];
  /** Whether it needs what is written in Go: the generator, or the peers. */
  readonly needsGo: boolean;
  measure(): Promise<Results | Skipped>;
}

/** What all parts have in common. */
interface Bench {
  readonly plan: Plan;
  /** Those that can be had here. */
  readonly servers: readonly Server[];
  readonly missing: SideBySide['missing'];
  readonly setting: LoadSetting;
}

/**
 * Measures the parts of a plan, one after the other. What this machine lacks something for is skipped by name.
 *
 * @param done is told after each part what there is so far
 */
export async function measureParts(
  plan: Plan,
  say: (text: string) => void,
  done: (soFar: Results) => void,
): Promise<Outcome> {
  const skipped: string[] = [];
  const skip = (what: string, { skipped: reason, enable }: Skipped): void => {
    const line = `SKIPPED: ${what}: ${reason}; enable it with: ${enable}`;
    say(line);
    skipped.push(line);
  };
  const lacksGo = noGo();
  const { servers, missing } = await prepare(lacksGo === undefined ? plan.servers : [], skip);
  return withCredentials(async (credentials) => {
    const generator = lacksGo === undefined ? buildGo(GENERATOR) : '';
    const setting = { generator, cores: chooseCores(), credentials, say };
    let results: Results = {};
    for (const { parts, needsGo, measure } of measurements({ plan, servers, missing, setting })) {
      const wanted = parts.filter((part) => plan.parts.has(part));
      if (wanted.length === 0) {
        continue;
      }
      const begun = performance.now();
      const found = needsGo && lacksGo !== undefined ? lacksGo : await measure();
      const name = wanted.join(' and ');
      if ('skipped' in found) {
        skip(name, found);
      } else {
        say(`${name}: measured in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
        results = { ...results, ...found };
        done(results);
      }
    }
    return { results, skipped };
  });
}

/** Builds what takes part; what cannot be had here is named, and the rest is measured. */
async function prepare(
  ids: readonly ServerId[],
  skip: (what: string, why: Skipped) => void,
): Promise<Pick<Bench, 'servers' | 'missing'>> {
  const servers: Server[] = [];
  const missing: { server: ServerId; reason: string }[] = [];
  for (const server of ids.map(serverById)) {
    const lacks = await server.prepare?.();
    if (lacks === undefined) {
      servers.push(server);
    } else {
      skip(server.title, lacks);
      missing.push({ server: server.id, reason: lacks.skipped });
    }
  }
  return { servers, missing };
}

function measurements({ plan, servers, missing, setting }: Bench): readonly Measurement[] {
  const { isQuick } = plan;
  const rounds = Math.min(isQuick ? 1 : 2, plan.rounds);
  const among = (ids: readonly ServerId[]) => servers.filter(({ id }) => ids.includes(id));
  const clusterOptions = {
    podsPerRound: isQuick ? 100 : 300,
    warmUpPods: isQuick ? 200 : 1500,
    rounds: Math.min(isQuick ? 1 : 5, plan.rounds),
    concurrency: 8,
  };
  const single = <Name extends Part & keyof Results, T extends object>(
    name: Name,
    measure: () => Promise<T | Skipped>,
    needsGo = true,
  ): Measurement => ({
    parts: [name],
    needsGo,
    measure: async () => {
      const found = await measure();
      return 'skipped' in found ? found : { [name]: now(found) };
    },
  });
  return [
    {
      parts: ['closed-loop', 'fixed-rates'],
      needsGo: true,
      measure: async () => ({ sideBySide: now(await benchSideBySide(servers, roundPlan(plan), missing, setting)) }),
    },
    single('replica', () => measureReplica(serverById('ours'), { rounds, seconds: isQuick ? 2 : 10, setting })),
    single('inside', () => lookInside(among(LOOKED_INTO), { seconds: isQuick ? 2 : 5, setting })),
    single('sizes', () => measureSizes(among(SIZED), { rounds, seconds: isQuick ? 0.5 : 1, setting })),
    single('in-process', () => benchInProcess(isQuick ? 100 : 500), false),
    single('watches', () => measureWatching({ ...WATCHED, minutes: isQuick ? 0.2 : 1, setting })),
    single('cluster', () => benchCluster(clusterOptions, setting.say)),
    single('node', () => benchNode(clusterOptions, setting.say)),
    single('soak', () => measureWatching({ ...WATCHED, minutes: plan.soakMinutes, setting })),
  ];
}

function now<T>(result: T): Measured<T> {
  return { date: new Date().toISOString().slice(0, 10), machine: machine(), result };
}
