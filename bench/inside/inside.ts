import { type LoadSetting, underLoad } from '../load/under-load.ts';
import type { Server, ServerId } from '../servers/server.ts';
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

const WARM_UP_SECONDS = 3;

/** Looks into servers while they work. Looking slows them down, so nothing is timed. */
export async function lookInside(
  servers: readonly Server[],
  { seconds, setting }: { readonly seconds: number; readonly setting: LoadSetting },
): Promise<InsideResult> {
  const counter = systemCallCounter();
  const looked: Inside[] = [];
  for (const server of servers) {
    setting.say(`inside: ${server.title}`);
    const inside = await underLoad(server, { ...setting, tellsAllocation: true }, async (running, generator) => {
      await generator.run({ seconds: WARM_UP_SECONDS });
      const before = await running.allocatedBytes();
      const closed = await generator.run({ seconds: seconds / 4 });
      const allocated = (await running.allocatedBytes()) - before;
      let open = 0;
      const calls =
        'missing' in counter
          ? undefined
          : await countSystemCalls(counter, running.pid, async () => {
              ({ requests: open } = await generator.run({ rate: RATE, seconds }));
            });
      return { allocatedKiB: allocated / closed.requests / 1024, systemCalls: calls && perRequest(calls, open) };
    });
    looked.push({ server: server.id, ...inside });
  }
  return { counter: 'missing' in counter ? counter.missing : counter.name, rate: RATE, servers: looked };
}

function perRequest({ total, byName }: SystemCalls, requests: number): SystemCalls {
  const each = Object.entries(byName).map(([name, count]) => [name, count / requests] as const);
  return { total: total / requests, byName: Object.fromEntries(each) };
}
