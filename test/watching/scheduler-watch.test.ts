import { expect, it, onTestFinished, vi } from 'vitest';
import { watchCluster } from '../../src/commands/watch-cluster.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { openLog } from '../../src/telemetry/log.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { discovery, FakeApiServer, HURRIED, list, quiet, type Step } from './fake-api-server.ts';

const runai = ['run.ai', 'v1', 'RunaiConfig'] as const;
const kai = ['kai.scheduler', 'v1', 'Config'] as const;

/** A cluster whose kinds are as these steps say, one for each look. */
async function watching(flavour: 'runai' | 'kai', ...looks: readonly Step[]) {
  const server = await new FakeApiServer()
    .get('/api/v1/namespaces', list([], '1'))
    .watch('/api/v1/namespaces', quiet)
    .get('/apis', ...looks)
    .start();
  const { decision } = loadSettings(undefined, { flavour });
  const lines: Record<string, unknown>[] = [];
  const log = openLog('info', { destination: { write: (line: string) => void lines.push(JSON.parse(line)) } });
  const metrics = new Metrics('1');
  const store = new SurroundingsStore(decision);
  const { readinessCheck, close } = watchCluster(
    server.access(),
    store,
    { log, metrics },
    decision.schedulerName,
    HURRIED,
  );
  onTestFinished(close);
  return {
    problem: readinessCheck.problem,
    looks: () => server.queries('/apis', 'list').length,
    told: () => lines.filter(({ msg }) => String(msg).startsWith('scheduler: ')),
    fits: async () =>
      [...(await metrics.exposition()).matchAll(/scheduler_fit\{fit="(\S+)"\} (\d)/g)]
        .filter(([, , value]) => value === '1')
        .map(([, fit]) => fit),
  };
}

const until = (look: () => void | Promise<void>) => vi.waitFor(look, { timeout: 10_000, interval: 5 });

it('the scheduler of the settings is told from the other one in one line, and in a metric', async () => {
  const webhook = await watching('runai', discovery(kai));
  expect(await webhook.fits()).toEqual([]);
  await until(() => expect(webhook.looks()).toBeGreaterThan(3));
  expect(webhook.told()).toMatchObject([
    { level: 'error', fit: 'other', schedulerName: 'runai-scheduler', runai: false, kai: true },
  ]);
  expect(webhook.told()[0]?.['msg']).toContain('set flavour: kai');
  expect(await webhook.fits()).toEqual(['other']);
  expect(webhook.problem()).toBeUndefined();
});

it('another line comes when a scheduler is installed or removed, and has been so for two looks', async () => {
  const none = discovery();
  const blink = discovery(runai);
  const webhook = await watching('kai', none, none, blink, none, none, discovery(kai), discovery(kai, runai));
  await until(() => expect(webhook.told()).toHaveLength(2));
  expect(webhook.told()).toMatchObject([
    { level: 'warn', fit: 'none' },
    { level: 'warn', fit: 'both' },
  ]);
  expect(await webhook.fits()).toEqual(['both']);
});

it('a scheduler that is there is told without alarm', async () => {
  const webhook = await watching('kai', discovery(kai));
  await until(() => expect(webhook.told()).toMatchObject([{ level: 'info', fit: 'fits' }]));
});
