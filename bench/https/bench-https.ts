import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { reviewOfSize } from '../reviews.ts';
import { type Connection, openConnections, requestBytes } from './connection.ts';
import { CONTESTANTS, type Contestant, type Credentials, OURS, RunningContestant } from './contestant.ts';
import { closedLoop, type LoadResult, openLoop, percentile } from './load.ts';
import type { Reading } from './reading.ts';

export interface RateResult {
  readonly contestant: string;
  /** Requests per second that were sent, or `closed loop`. */
  readonly rate: number | 'closed loop';
  readonly perSecond: number;
  readonly failed: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** CPU time of the server for each request, in microseconds. */
  readonly cpuPerRequest: number;
  readonly loopDelayP99: number;
  readonly rssMiB: number;
}

export interface HttpsOptions {
  readonly rates: readonly number[];
  readonly secondsPerRate: number;
  readonly closedLoopRequests: number;
  readonly rounds: number;
}

/** As many as the API server keeps open to one webhook. */
const CONNECTIONS = 25;
const BODY_BYTES = 6 * 1024;
const MIB = 1024 * 1024;

/**
 * Compares the servers as the API server calls them: 25 kept-alive connections, 6 KB pods. The rounds are interleaved,
 * so that a busy moment of the machine falls on all of them; of each, the median round by p99 counts.
 */
export async function benchHttps(options: HttpsOptions): Promise<readonly RateResult[]> {
  return withCredentials(async (credentials) => {
    const rounds: RateResult[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      for (const contestant of CONTESTANTS) {
        rounds.push(...(await measure(contestant, credentials, options)));
      }
    }
    const kinds = [...options.rates, 'closed loop'] as const;
    return CONTESTANTS.flatMap(({ name }) =>
      kinds.map((rate) => medianRound(rounds.filter((each) => each.contestant === name && each.rate === rate))),
    );
  });
}

async function measure(contestant: Contestant, credentials: Credentials, options: HttpsOptions) {
  return withServer(contestant, credentials, async (server, connections) => {
    const results: RateResult[] = [];
    // Warm up: the first thousands of requests are interpreted, not compiled.
    await closedLoop(connections, 5000);
    for (const rate of options.rates) {
      await server.read();
      const load = await openLoop(connections, rate, options.secondsPerRate);
      results.push(resultOf(contestant.name, rate, load, await server.read()));
    }
    await server.read();
    const load = await closedLoop(connections, options.closedLoopRequests);
    results.push(resultOf(contestant.name, 'closed loop', load, await server.read()));
    return results;
  });
}

export interface SoakResult {
  readonly requests: number;
  readonly failed: number;
  /** Resident memory in MiB after each part. */
  readonly rssMiB: readonly number[];
}

/** Sends very many requests to our server and watches its memory. */
export async function soak(requests: number, parts: number): Promise<SoakResult> {
  const ours = CONTESTANTS.find(({ name }) => name === OURS) as Contestant;
  return withCredentials((credentials) =>
    withServer(ours, credentials, async (server, connections) => {
      const rssMiB: number[] = [];
      let failed = 0;
      for (let part = 0; part < parts; part += 1) {
        failed += (await closedLoop(connections, requests / parts)).failed;
        rssMiB.push((await server.read()).rssBytes / MIB);
      }
      return { requests, failed, rssMiB };
    }),
  );
}

/** Starts our server some times; milliseconds from the start of the process to the first connection, sorted. */
export async function startTimes(times: number): Promise<readonly number[]> {
  const ours = CONTESTANTS.find(({ name }) => name === OURS) as Contestant;
  return withCredentials(async (credentials) => {
    const measured: number[] = [];
    for (let index = 0; index < times; index += 1) {
      const server = await RunningContestant.start(ours, credentials);
      measured.push(server.startMilliseconds);
      await server.stop();
    }
    return measured.sort((a, b) => a - b);
  });
}

async function withCredentials<T>(use: (credentials: Credentials) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-bench-'));
  try {
    const pair = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', curve: 'P-256' });
    writeFileSync(join(folder, 'tls.crt'), pair.cert);
    writeFileSync(join(folder, 'tls.key'), pair.private);
    return await use({ folder, certificate: pair.cert });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function withServer<T>(
  contestant: Contestant,
  credentials: Credentials,
  use: (server: RunningContestant, connections: readonly Connection[]) => Promise<T>,
): Promise<T> {
  const server = await RunningContestant.start(contestant, credentials);
  const request = requestBytes(reviewOfSize(BODY_BYTES));
  const connections = await openConnections({ port: server.port, ca: credentials.certificate, request }, CONNECTIONS);
  try {
    return await use(server, connections);
  } finally {
    for (const connection of connections) {
      connection.close();
    }
    await server.stop();
  }
}

function resultOf(contestant: string, rate: RateResult['rate'], load: LoadResult, reading: Reading): RateResult {
  return {
    contestant,
    rate,
    perSecond: load.requests / load.seconds,
    failed: load.failed,
    p50: percentile(load.latencies, 0.5),
    p99: percentile(load.latencies, 0.99),
    p999: percentile(load.latencies, 0.999),
    cpuPerRequest: reading.cpu / load.requests,
    loopDelayP99: reading.loopDelayP99,
    rssMiB: reading.rssBytes / MIB,
  };
}

function medianRound(rounds: readonly RateResult[]): RateResult {
  const sorted = [...rounds].sort((a, b) => a.p99 - b.p99);
  return sorted[Math.floor(sorted.length / 2)] as RateResult;
}
