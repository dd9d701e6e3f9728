import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { buildGo, GENERATOR } from '../../../bench/go-programs.ts';
import { chooseCores } from '../../../bench/machine/cores.ts';
import { reviewOfSize, USUAL_BYTES } from '../../../bench/reviews.ts';
import { SERVERS } from '../../../bench/servers/catalogue.ts';
import { type Credentials, withCredentials } from '../../../bench/servers/credentials.ts';
import { post } from '../../../bench/servers/post.ts';
import { checkAnswers } from '../../../bench/servers/right-answer.ts';
import { RunningServer } from '../../../bench/servers/running-server.ts';
import type { Server } from '../../../bench/servers/server.ts';
import { startGenerator } from '../../../bench/side-by-side/rounds.ts';

const cores = chooseCores();
let running: RunningServer | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function started(server: Server, credentials: Credentials, more: object = {}): Promise<RunningServer> {
  await server.prepare?.();
  running = await RunningServer.start(server, { cores, credentials, ...more });
  return running;
}

describe.each(SERVERS.map((server) => [server.title, server] as const))('%s', (_, server) => {
  it('starts, gives the right answers, and is measured', { timeout: 900_000 }, () =>
    withCredentials(async (credentials) => {
      const made = await started(server, credentials);
      await checkAnswers(made, credentials.caFile);
      const generator = startGenerator(made, {
        generator: buildGo(GENERATOR),
        cores,
        credentials,
        say: () => undefined,
      });
      try {
        const closed = await generator.run({ requests: 200 });
        const open = await generator.run({ rate: 100, seconds: 0.5 });
        expect(closed).toMatchObject({ requests: 200, failed: 0, retried: 0 });
        expect(open).toMatchObject({ requests: 50, failed: 0, retried: 0 });
        expect(open.serverCpu).toBeGreaterThan(0);
        expect(open.latency.p99).toBeGreaterThanOrEqual(open.latency.p50);
        expect(made.memory().resident).toBeGreaterThan(0);
      } finally {
        await generator.stop();
      }
    }),
  );

  it('tells what it allocates', () =>
    withCredentials(async (credentials) => {
      const made = await started(server, credentials, { tellsAllocation: true });
      const before = await made.allocatedBytes();
      const target = { ca: readFileSync(credentials.caFile, 'utf8'), port: made.port, path: server.path };
      expect(await post(target, reviewOfSize(USUAL_BYTES))).toMatchObject({ status: 200 });
      expect(await made.allocatedBytes()).toBeGreaterThan(before);
    }));
});

it('a server that does not answer as it should is not measured', () =>
  withCredentials(async (credentials) => {
    const constant = SERVERS.find(({ id }) => id === 'floor') ?? expect.fail('no floor');
    const pretender: Server = { ...constant, answers: 'the patch' };
    const made = await started(pretender, credentials);
    await expect(checkAnswers(made, credentials.caFile)).rejects.toThrow(/is not measured, since it answers/);
  }));

it('a server that cannot start is told with its own words', () =>
  withCredentials(async (credentials) => {
    const broken: Server = {
      id: 'ours',
      title: 'broken',
      path: '/',
      answers: 'a constant',
      start: () => ({ command: [process.execPath, '-e', 'throw new Error("no luck")'] }),
    };
    await expect(started(broken, credentials)).rejects.toThrow(/broken did not start:[\s\S]*no luck/);
  }));
