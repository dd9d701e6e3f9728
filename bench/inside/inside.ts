import { RunningServer } from '../servers/running-server.ts';
import type { Server, ServerId } from '../servers/server.ts';
import { type RoundSetting, startGenerator } from '../side-by-side/rounds.ts';
import { countSystemCalls, type SystemCalls, systemCallCounter } from './system-calls.ts';

/** What a request costs a server that no clock shows. */
export interface Inside {
  readonly server: ServerId;
  /** KiB on the heap of V8 or Go, in the closed loop. What Node.js keeps outside its heap is not in it. */
  readonly allocatedKiB: number;
  /** A request, at a low rate; undefined where nothing here can count them. */
  readonly systemCalls: SystemCalls | undefined;
}

export interface InsideResult {
  /** What counted, or why nothing did. */
  readonly counter: string;
  readonly rate: number;
  readonly servers: readonly Inside[];
}

/** Where each request comes by itself, every wake-up is its own. */
const RATE = 50;

const WARM_UP_SECONDS = 4;

/** Looks into servers while they work. Looking slows them down, so nothing is timed. */
export async function lookInside(
  servers: readonly Server[],
  { seconds, setting }: { readonly seconds: number; readonly setting: RoundSetting },
): Promise<InsideResult> {
  const counter = systemCallCounter();
  const looked: Inside[] = [];
  for (const server of servers) {
    setting.say(`inside: ${server.title}`);
    const allocatedKiB = await allocation(server, seconds, setting);
    const systemCalls = 'missing' in counter ? undefined : await systemCallsAt(RATE, counter, server, seconds, setting);
    looked.push({ server: server.id, allocatedKiB, systemCalls });
  }
  return { counter: 'missing' in counter ? counter.missing : counter.name, rate: RATE, servers: looked };
}

async function allocation(server: Server, seconds: number, setting: RoundSetting): Promise<number> {
  return withLoad(server, { ...setting, tellsAllocation: true }, async (running, generator) => {
    const before = await running.allocatedBytes();
    const { requests } = await generator.run({ seconds: seconds / 4 });
    return ((await running.allocatedBytes()) - before) / requests / 1024;
  });
}

async function systemCallsAt(
  rate: number,
  counter: Parameters<typeof countSystemCalls>[0],
  server: Server,
  seconds: number,
  setting: RoundSetting,
): Promise<SystemCalls> {
  return withLoad(server, setting, async (running, generator) => {
    let requests = 0;
    const { total, byName } = await countSystemCalls(counter, running.pid, async () => {
      ({ requests } = await generator.run({ rate, seconds }));
    });
    const each = Object.entries(byName).map(([name, count]) => [name, count / requests] as const);
    return { total: total / requests, byName: Object.fromEntries(each) };
  });
}

async function withLoad<T>(
  server: Server,
  setting: RoundSetting & { readonly tellsAllocation?: boolean },
  use: (running: RunningServer, generator: ReturnType<typeof startGenerator>) => Promise<T>,
): Promise<T> {
  const running = await RunningServer.start(server, setting);
  try {
    const generator = startGenerator(running, setting);
    try {
      await generator.run({ seconds: WARM_UP_SECONDS });
      return await use(running, generator);
    } finally {
      await generator.stop();
    }
  } finally {
    await running.stop();
  }
}
