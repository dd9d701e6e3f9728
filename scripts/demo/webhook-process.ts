import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';

const READY_WITHIN_MILLIS = 20_000;
const POLL_MILLIS = 20;

/** What the server logs when both of its ports listen. */
const servingSchema = z.object({
  msg: z.literal('serving'),
  https: z.string(),
  health: z.string(),
  startMillis: z.number(),
});

/** Where the server says that it laid its certificate down. */
const CERTIFICATE_FILE = /--cacert (\S+)/;

/** The real server, in a process of its own. */
export interface WebhookProcess {
  readonly httpsPort: number;
  readonly certificateFile: string;
  readonly certificate: string;
  /** From the start of its process until it served. */
  readonly startMillis: number;
  /** Resolves when the process is gone, whoever ended it. */
  readonly gone: Promise<unknown>;
  /** Ends it and waits for that. */
  stop(): Promise<void>;
}

/**
 * Starts the program with a certificate of its own on free ports of this machine, and waits until it is ready.
 *
 * @param program path of the program, such as `dist/gpu-fraction-webhook.mjs`
 * @param surroundings files with what it knows beside the pods
 */
export async function startWebhook(program: string, surroundings: readonly string[]): Promise<WebhookProcess> {
  if (!existsSync(program)) {
    throw new Error(`${program} is not there; build it with: make build`);
  }
  const args = ['serve', '--dev', '--address', '127.0.0.1', '--https-port', '0', '--health-port', '0'];
  const files = surroundings.flatMap((file) => ['--surroundings', file]);
  // Nobody else's traffic has to be waited for at the end.
  const child = spawn(process.execPath, [program, ...args, ...files, '--lame-duck-seconds', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
    }
    await gone;
  };
  try {
    return { ...(await introductionOf(child)), gone, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function introductionOf(child: ChildProcess): Promise<Omit<WebhookProcess, 'gone' | 'stop'>> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const deadline = Date.now() + READY_WITHIN_MILLIS;
  while (Date.now() < deadline && child.exitCode === null) {
    const serving = servingLine(output);
    const certificateFile = CERTIFICATE_FILE.exec(output)?.[1];
    if (serving !== undefined && certificateFile !== undefined && (await isReady(portOf(serving.health)))) {
      return {
        httpsPort: portOf(serving.https),
        certificateFile,
        certificate: readFileSync(certificateFile, 'utf8'),
        startMillis: serving.startMillis,
      };
    }
    await wait(POLL_MILLIS);
  }
  throw new Error(`the server did not become ready; it said:\n${output.trim()}`);
}

function servingLine(output: string): z.output<typeof servingSchema> | undefined {
  for (const line of output.split('\n').filter((text) => text.startsWith('{') && text.endsWith('}'))) {
    const result = servingSchema.safeParse(JSON.parse(line));
    if (result.success) {
      return result.data;
    }
  }
  return undefined;
}

const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(':') + 1));

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}
