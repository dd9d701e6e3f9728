import { once } from 'node:events';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Paint, paintFor } from '../../src/explain/render/paint.ts';
import { type AdmittedPod, admit } from './admitted-pod.ts';
import { measure } from './latency.ts';
import { renderCounts, renderLatencies, renderPods, renderRefusal } from './report.ts';
import { SAMPLES, SURROUNDINGS } from './samples.ts';
import { invite } from './stay.ts';
import { WebhookClient } from './webhook-client.ts';
import { startWebhook, type WebhookProcess } from './webhook-process.ts';

/*
 * Sends the pods of deploy/samples through the real server over HTTPS, as the API server would, and shows what becomes
 * of them. Every sample says what has to come out, so this is also a check: anything else ends it with code 1.
 */

const BUNDLE = 'dist/gpu-fraction-webhook.mjs';
const ROUNDS = 50;
/** As a shell counts a Ctrl-C. */
const INTERRUPTED_EXIT_CODE = 130;

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = relative(process.cwd(), `${root}deploy/samples`);
const program = process.argv[2] ?? relative(process.cwd(), root + BUNDLE);
const paint = paintFor(process.stdout, process.env);
const staying = Boolean(process.env['STAY']);

const say = (...lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

/** @returns what was not as it should be */
async function demonstrate(webhook: WebhookProcess, interrupted: Promise<unknown>): Promise<readonly string[]> {
  const client = new WebhookClient(webhook.httpsPort, webhook.certificate);
  try {
    const pods: AdmittedPod[] = [];
    for (const sample of SAMPLES) {
      pods.push(...(await admit(folder, sample, client)));
    }
    say(
      `The webhook answers on https://localhost:${webhook.httpsPort}, with ${client.tlsVersion} and a certificate made just now, ${webhook.startMillis} ms after its start.`,
      `The pods of ${folder}, as their controllers make them, before and after:`,
      '',
      renderPods(pods, paint),
      '',
      ...pods.filter(({ answer }) => !answer.allowed).flatMap((pod) => [renderRefusal(pod, paint), '']),
    );
    const reviews = pods.map(({ review }) => review);
    say(renderCounts(pods), renderLatencies(await measure(client, reviews, ROUNDS)));
    const problems = pods.flatMap((pod) => pod.problems);
    return problems.length === 0 && staying ? await stay(webhook, pods, interrupted) : problems;
  } finally {
    client.close();
  }
}

/** Keeps the server up until somebody has seen enough; its end before that is a problem. */
async function stay(
  webhook: WebhookProcess,
  pods: readonly AdmittedPod[],
  interrupted: Promise<unknown>,
): Promise<readonly string[]> {
  const half = pods.find(({ sample }) => sample.file === 'notebook-half-gpu.yaml') as AdmittedPod;
  const invitation = invite(webhook, half.review, half.sample.file, { program, folder, paint });
  say('', invitation.text);
  const problems = await Promise.race([
    interrupted.then(() => []),
    webhook.gone.then(() => ['the server ended by itself']),
  ]);
  invitation.withdraw();
  return problems;
}

async function main(): Promise<number> {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => interruption.abort());
  }
  // Nobody reads any more, as behind `| head`.
  process.stdout.on('error', () => interruption.abort());
  const interrupted = once(interruption.signal, 'abort');
  const webhook = await startWebhook(
    program,
    SURROUNDINGS.map((file) => `${folder}/${file}`),
  );
  const demonstration = demonstrate(webhook, interrupted);
  try {
    await Promise.race([demonstration, interrupted, webhook.gone]);
  } finally {
    await webhook.stop();
  }
  if (interruption.signal.aborted) {
    // Whatever was under way has lost its server.
    await demonstration.catch(() => undefined);
    say('', 'The server is stopped.');
    return staying ? 0 : INTERRUPTED_EXIT_CODE;
  }
  const problems = await demonstration;
  say('The server is stopped.');
  return report(problems, paint);
}

function report(problems: readonly string[], color: Paint): number {
  if (problems.length === 0) {
    return 0;
  }
  say('', color('red', 'Not as it should be:'), ...problems.map((problem) => `  ${problem}`));
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
