import { expect, it } from 'vitest';
import { serverById } from '../../bench/servers/catalogue.ts';
import { type Credentials, withCredentials } from '../../bench/servers/credentials.ts';
import { checkAnswers } from '../../bench/servers/right-answer.ts';
import { startServer } from '../../bench/servers/running-server.ts';
import type { Server } from '../../bench/servers/server.ts';

const cores = { reason: 'nothing is timed here' };

async function check(server: Server, credentials: Credentials): Promise<void> {
  const running = await startServer(server, { cores, credentials });
  try {
    await checkAnswers(running, credentials.caFile);
  } finally {
    await running.stop();
  }
}

it('a server that gives the right answers is measured', () =>
  withCredentials((credentials) => check(serverById('clone-and-diff'), credentials)));

it('a server that only pretends to is not', () =>
  withCredentials(async (credentials) => {
    const pretender: Server = { ...serverById('floor'), answers: 'the patch' };
    await expect(check(pretender, credentials)).rejects.toThrow(/is not measured, since it answers/);
  }));

it('a server that cannot start is told with its own words', () =>
  withCredentials(async (credentials) => {
    const broken: Server = {
      ...serverById('floor'),
      title: 'broken',
      start: () => ({ command: [process.execPath, '-e', 'throw new Error("no luck")'] }),
    };
    await expect(check(broken, credentials)).rejects.toThrow(/broken did not start:[\s\S]*no luck/);
  }));
