import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reviewOfSize, USUAL_BYTES } from '../reviews.ts';
import { checkAnswers } from '../servers/right-answer.ts';
import { type RunningServer, type RunOptions, startServer } from '../servers/running-server.ts';
import type { Server } from '../servers/server.ts';
import { Generator } from './generator.ts';

/** What everything that is measured runs with. */
export interface LoadSetting extends RunOptions {
  /** The generator's program. */
  readonly generator: string;
  readonly say: (text: string) => void;
}

/** As many connections as the API server keeps open to one webhook. */
const CONNECTIONS = 25;

/** Starts a server, sees that it gives the right answers, and has a generator ready for it as long as it is used. */
export async function underLoad<T>(
  server: Server,
  { generator: program, ...options }: LoadSetting,
  use: (running: RunningServer, generator: Generator) => Promise<T>,
  { bytes = USUAL_BYTES, connections = CONNECTIONS } = {},
): Promise<T> {
  const { cores, credentials } = options;
  const running = await startServer(server, options);
  try {
    await checkAnswers(running, credentials.caFile);
    const bodyFile = join(credentials.folder, 'review.json');
    writeFileSync(bodyFile, reviewOfSize(bytes));
    const { port, pid } = running;
    const target = { port, path: server.path, caFile: credentials.caFile, bodyFile, connections, serverPid: pid };
    const generator = Generator.start(program, target, cores);
    try {
      return await use(running, generator);
    } finally {
      await generator.stop();
    }
  } finally {
    await running.stop();
  }
}
