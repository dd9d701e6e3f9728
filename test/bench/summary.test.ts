import { describe, expect, it } from 'vitest';
import { logShare, summarise, summariseServers } from '../../bench/side-by-side/summary.ts';
import { loadResult, ROUNDS, round } from './measured.ts';

describe('rounds, side by side', () => {
  it('are compared with the floor of the same round', () => {
    const ours = summarise(ROUNDS, true).find(({ server, load }) => server === 'ours' && load === 50);
    expect(ours).toMatchObject({
      rounds: 3,
      p99: { median: 4, low: 2, high: 6 },
      cpu: { median: 120 },
      // Each round was slower than the one before, for both.
      toFloor: { p99: { median: 2, low: 2, high: 2 }, cpu: { median: 2, low: 2, high: 2 } },
    });
  });

  it('that a server sat out count for nothing, and every other one with its own floor', () => {
    const some = ROUNDS.filter(({ server, round }) => server !== 'controller-runtime' || round > 1);
    const peer = summarise(some, true).find(({ server, load }) => server === 'controller-runtime' && load === 50);
    expect(peer).toMatchObject({ rounds: 2, toFloor: { p99: { median: 3, low: 3, high: 3 } } });
  });

  it('are compared with nothing where server and generator had to share cores, or without the floor', () => {
    const alone = ROUNDS.filter(({ server }) => server === 'ours');
    const ratios = [...summarise(ROUNDS, false), ...summarise(alone, true)].map(({ toFloor }) => toFloor);
    expect(new Set(ratios)).toEqual(new Set([undefined]));
  });

  it('tell what the log line costs, by the difference in each round', () => {
    const closed = (cpu: number) => ({ load: 'closed loop' as const, result: loadResult(1, cpu) });
    const pairs = [60, 90, 70].flatMap((cpu, index) => [
      round(index, 'ours-silent', closed(cpu)),
      round(index, 'ours', closed(cpu + index + 1)),
    ]);
    expect(logShare([...pairs, round(3, 'ours', closed(500))])).toEqual({ median: 2, low: 1, high: 3 });
    expect(logShare(ROUNDS)).toBeUndefined();
  });

  it('show the generator at its worst, and every failure', () => {
    const load = 'closed loop' as const;
    const [summary] = summarise(
      [
        round(0, 'ours', { load, result: loadResult(1, 1, { idle: 0.2, failed: 3 }) }),
        round(1, 'ours', { load, result: loadResult(1, 1, { idle: 0.8, failed: 1 }) }),
      ],
      true,
    );
    expect(summary).toMatchObject({ generatorIdle: 0.2, failed: 4 });
  });

  it('tell what each server takes, whatever the load', () => {
    expect(summariseServers(ROUNDS)[0]).toEqual({ server: 'floor', startMillis: 100, readyMiB: 60, afterLoadMiB: 90 });
  });
});
