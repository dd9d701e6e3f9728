import type { LoadResult } from '../load/task.ts';
import { SIZES } from '../reviews.ts';
import { RunningServer } from '../servers/running-server.ts';
import type { Server, ServerId } from '../servers/server.ts';
import { median } from '../statistics.ts';
import { type RoundSetting, startGenerator } from './rounds.ts';

/** One server and pods of one size, one request after the other. */
export interface SizeResult {
  readonly server: ServerId;
  readonly size: string;
  /** Milliseconds from sending to the answer. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of CPU time a request. */
  readonly cpu: number;
}

/** How servers grow with the pod. Medians over the rounds. */
export async function measureSizes(
  servers: readonly Server[],
  { rounds, seconds, setting }: { readonly rounds: number; readonly seconds: number; readonly setting: RoundSetting },
): Promise<readonly SizeResult[]> {
  const results: (LoadResult & { readonly server: ServerId; readonly size: string })[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const server of servers) {
      setting.say(`sizes, round ${round + 1} of ${rounds}: ${server.title}`);
      for (const size of SIZES) {
        const result = await measure(server, size.bytes, seconds, setting);
        results.push({ ...result, server: server.id, size: size.title });
      }
    }
  }
  return servers.flatMap(({ id: server }) =>
    SIZES.map(({ title: size }) => {
      const own = results.filter((each) => each.server === server && each.size === size);
      return {
        server,
        size,
        p50: median(own.map(({ latency }) => latency.p50)),
        p99: median(own.map(({ latency }) => latency.p99)),
        cpu: median(own.map(({ serverCpu }) => serverCpu)) / 1000,
      };
    }),
  );
}

async function measure(server: Server, bytes: number, seconds: number, setting: RoundSetting): Promise<LoadResult> {
  const running = await RunningServer.start(server, setting);
  try {
    const generator = startGenerator(running, setting, { bytes, connections: 1 });
    try {
      await generator.run({ seconds: 2 * seconds });
      return await generator.run({ seconds });
    } finally {
      await generator.stop();
    }
  } finally {
    await running.stop();
  }
}
