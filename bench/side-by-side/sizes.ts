import type { LoadResult } from '../load/task.ts';
import { type LoadSetting, underLoad } from '../load/under-load.ts';
import { SIZES } from '../reviews.ts';
import type { Server, ServerId } from '../servers/server.ts';
import { median } from '../statistics.ts';

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
  { rounds, seconds, setting }: { readonly rounds: number; readonly seconds: number; readonly setting: LoadSetting },
): Promise<readonly SizeResult[]> {
  const results: (LoadResult & { readonly server: ServerId; readonly size: string })[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const server of servers) {
      setting.say(`sizes, round ${round + 1} of ${rounds}: ${server.title}`);
      for (const { title, bytes } of SIZES) {
        const result = await underLoad(
          server,
          setting,
          async (_, generator) => {
            await generator.run({ seconds: 1.5 * seconds });
            return generator.run({ seconds });
          },
          { bytes, connections: 1 },
        );
        results.push({ ...result, server: server.id, size: title });
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
