import { spawn } from 'node:child_process';
import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type Answer, HttpsClient } from '../https-client.ts';
import { halfGpuPod, reviewOf } from '../reviews.ts';
import { attackCommand, type Plan } from './attackers.ts';
import { startLimited } from './limited-process.ts';

const ATTACK_MILLIS = 2000;

/**
 * Hundreds of connections wait with the kernel for their turn when the attackers end. What it has not handed over it asks
 * again whether they are still there, after 1, 3 and 7 s.
 */
const QUEUE_MILLIS = 15_000;

/** The chart's memory limit, less what a container has beside the process. */
const MOST_RESIDENT_MEBIBYTES = 250;

/** Two of each kind of bad request and failed handshake, while there are hundreds of both. */
const MOST_WARNINGS = 20;

const smallReview = reviewOf();

/** A pod of 1 MB, such as one whose configuration stands in a variable. */
const largeReview = reviewOf({
  object: { ...halfGpuPod(), metadata: { ...halfGpuPod().metadata, managedFields: [{ fieldsV1: 'x'.repeat(1e6) }] } },
});

/** What became of honest requests, with how many. */
type Honest = ReadonlyMap<string, number>;

/** Does what the API server does: small reviews all the time, on kept connections and on new ones, and a large one now and then. */
async function behaveLikeTheApiServer(port: number, millis: number): Promise<Honest> {
  const kept = new Agent({ keepAlive: true, maxSockets: 5, rejectUnauthorized: false });
  const fresh = new Agent({ keepAlive: false, rejectUnauthorized: false });
  const client = new HttpsClient(port, '');
  const statuses = new Map<string, number>();
  const send = async (what: string, agent: Agent, body: unknown): Promise<void> => {
    const answer = await client.send({ agent, body }).catch((error: Error) => error);
    const key = `${what}: ${describe(answer)}`;
    statuses.set(key, (statuses.get(key) ?? 0) + 1);
  };
  const end = performance.now() + millis;
  for (let round = 0; performance.now() < end; round += 1) {
    await Promise.all([
      send('small, kept', kept, smallReview),
      send('small, new', fresh, smallReview),
      ...(round % 10 === 0 ? [send('large, kept', kept, largeReview)] : []),
      sleep(20),
    ]);
  }
  kept.destroy();
  client.close();
  return statuses;
}

function describe(answer: Answer | Error): string {
  if (answer instanceof Error) {
    return answer.message;
  }
  return answer.status === 200 && answer.text.includes('"patch"') ? 'patched' : `${answer.status} ${answer.text}`;
}

function expectAllPatched(statuses: Honest): void {
  expect(new Set(statuses.keys())).toEqual(
    new Set(['small, kept: patched', 'small, new: patched', 'large, kept: patched']),
  );
}

/** @returns a function that ends the attack */
function attack(plan: Plan): () => void {
  const [file, ...args] = attackCommand(plan);
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const stop = (): void => void child.kill('SIGKILL');
  onTestFinished(stop);
  return stop;
}

const ALL: Plan['attacks'] = [
  ['noHandshake', 200],
  ['unfinishedHandshake', 200],
  ['garbage', 20],
  ['silence', 600],
  ['garbageRequest', 20],
  ['halfRequest', 200],
  ['slowHeader', 100],
  ['slowBody', 100],
  ['unfinishedBody', 60],
  ['endlessChunks', 60],
  ['unfinishedSmallBody', 400],
  ['tinyBodyAfterReview', 200],
  ['smallBodyAfterReview', 100],
  ['brackets', 4],
  ['names', 4],
];

test.each<{ what: string; attacks: Plan['attacks'] }>([
  { what: 'bodies of 7 MB that are never finished', attacks: [['unfinishedBody', 60]] },
  { what: 'chunked bodies of 7 MB that are never finished', attacks: [['endlessChunks', 60]] },
  { what: 'small bodies that are never finished', attacks: [['unfinishedSmallBody', 400]] },
  { what: '7 MB of nothing but brackets', attacks: [['brackets', 4]] },
  { what: 'JSON that takes as much memory as it may', attacks: [['names', 4]] },
  { what: 'whole reviews of 7 MB, side by side', attacks: [['largeReviews', 25]] },
  { what: 'a thousand connections on which nothing is said', attacks: [['silence', 1000]] },
  { what: 'reviews after which a body of two bytes is not finished', attacks: [['tinyBodyAfterReview', 600]] },
  { what: 'reviews after which a small body is not finished', attacks: [['smallBodyAfterReview', 200]] },
  { what: 'all of these at once', attacks: ALL },
])(
  'the process stays in its memory and answers the API server beside $what',
  { timeout: 60_000 },
  async ({ attacks }) => {
    const webhook = await startLimited();
    await behaveLikeTheApiServer(webhook.port, 500);
    const stop = attack({ hosts: ['127.0.0.1'], port: webhook.port, addresses: ['127.0.0.2', '127.0.0.3'], attacks });
    await sleep(500);
    const honest = await behaveLikeTheApiServer(webhook.port, ATTACK_MILLIS);
    stop();
    expect(webhook.isAlive()).toBe(true);
    expectAllPatched(honest);
    expect(webhook.mostResident()).toBeLessThan(MOST_RESIDENT_MEBIBYTES);
    expect(webhook.warnings()).toBeLessThan(MOST_WARNINGS);
    await expect.poll(() => webhook.metric('body_bytes'), { timeout: 5000 }).toBe(0);
    await expect.poll(() => webhook.metric('connections'), { timeout: QUEUE_MILLIS }).toBeLessThan(10);
    await behaveLikeTheApiServer(webhook.port, 500);
  },
);
