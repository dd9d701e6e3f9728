import { describe, expect, it } from 'vitest';
import { performancePage } from '../../bench/page/performance-page.ts';
import { judgeTargets } from '../../bench/page/targets.ts';
import type { SideBySide } from '../../bench/results.ts';
import type { ServerId } from '../../bench/servers/server.ts';
import { summarise } from '../../bench/side-by-side/summary.ts';
import { loadResult, measured, RESULTS, ROUNDS, round } from './measured.ts';

const page = performancePage(RESULTS);
const { result: sideBySide } = RESULTS.sideBySide ?? expect.fail('nothing side by side');

const target = (what: string, results = RESULTS) => judgeTargets(results).find((each) => each.what.startsWith(what));

describe('the performance page', () => {
  it('answers first what a platform team asks', () => {
    const questions = [...page.matchAll(/^\*\*(.+?\?)\*\*|^## (.+)$/gm)].map(
      ([, question, heading]) => question ?? heading,
    );
    expect(questions).toEqual([
      'What does it add to a pod’s creation?',
      'What does a replica cost?',
      'How many pods a second does one replica carry?',
      'How does that compare with what one would write oneself?',
      'What we hold ourselves to',
      'Side by side',
      'What no clock shows',
      'Large pods',
      'In process',
      'On a real API server',
      'On a real node',
      'Memory with watches',
      'For long',
    ]);
  });

  it('answers from what was measured', () => {
    expect(page).toContain(
      '**What does it add to a pod’s creation?** 1.0 ms: pods created one after the other took 3.0 ms',
    );
    expect(page).toContain('| 1,000 | 500m | 90 MiB | 0.40 ms | 1.10 ms |');
    expect(page).toContain('**How many pods a second does one replica carry?** 1,000 on one core');
    expect(page).toContain('| gpu-fraction-webhook | 1000 | 120 | 4.00 / 4.00 / 4.00 | 60 / 90 | 100 |');
  });

  it('says why targets are missed, those for the same reason together', () => {
    const whys = page.split('Why some are missed:')[1]?.split('\n## ')[0] ?? '';
    expect(whys.match(/^\* /gm)).toHaveLength(2);
    expect(whys).toMatch(/^\* (\*\*p99 at \d+ a second, against the floor\*\*( and |: half of )){3}/m);
    expect(whys).toMatch(/^\* \*\*CPU a request at 50 a second, against the floor\*\*: /m);
  });

  it('writes tables whose rows are as wide as their heads', () => {
    for (const [table] of page.matchAll(/(?:^\|.*\n)+/gm)) {
      const widths = new Set(
        table
          .trim()
          .split('\n')
          .map((line) => line.split('|').length),
      );
      expect(widths.size, table).toBe(1);
    }
  });

  it('says what was not measured, and why', () => {
    expect(page).toContain('Not measured: Pepr: npm ci of Pepr failed.');
  });

  it('leaves out what there is no measurement of', () => {
    const { sideBySide: only } = RESULTS;
    const short = performancePage({ ...(only && { sideBySide: only }) });
    expect(short).toContain('## Side by side');
    expect(short).not.toMatch(/What does a replica cost|## In process|undefined|NaN/);
  });

  it('compares nothing where server and generator shared cores, and says so', () => {
    const shared: SideBySide = { ...sideBySide, sharedCores: 'a single core', loads: summarise(ROUNDS, false) };
    const results = { ...RESULTS, sideBySide: measured(shared) };
    const written = performancePage(results);
    expect(written).toContain('**Server and generator share cores (a single core)');
    expect(written).toContain('| 50 | gpu-fraction-webhook | 2.00 | 4.00 (2.00–6.00) |  |');
    expect(target('p99 at 50 a second', results)).toBeUndefined();
  });

  it('says so where the generator was kept from its work', () => {
    const busy = { ...sideBySide, loads: sideBySide.loads.map((load) => ({ ...load, generatorLateP99: 5 })) };
    expect(performancePage({ sideBySide: measured(busy) })).toContain('something else kept the machine busy');
    expect(page).not.toContain('something else kept the machine busy');
  });

  it('says what a request is made of where all of it was measured', () => {
    const closed = (server: ServerId, cpu: number) =>
      round(1, server, { load: 'closed loop', result: loadResult(1, cpu) });
    const rounds = [closed('floor', 30), closed('fastify', 32), closed('ours', 60)];
    const step = (name: string, p50: number) => ({ size: '6 KB', step: name, p50, p99: 60, samples: 1000 });
    const results = {
      sideBySide: measured({ ...sideBySide, loads: summarise(rounds, true) }),
      'in-process': measured([step('whole path', 15), step('JSON.parse', 8)]),
    };
    const section =
      performancePage(results)
        .split('## ')
        .find((part) => part.startsWith('Where the CPU time')) ?? '';
    const micros = [...section.matchAll(/^\| .+ \| ([\d.]+) \|$/gm)].map(([, number]) => Number(number));
    // The floor, fastify, 15 - 8, the log of 3.2, what is left, and the whole.
    expect(micros).toEqual([30, 2, 7, 3.2, 17.8, 60]);
    expect(page).not.toContain('Where the CPU time');
  });

  it('holds no number that is none', () => {
    expect(page).not.toMatch(/undefined|NaN|Infinity|\[object/);
  });
});

describe('a target', () => {
  it('is judged by what was measured', () => {
    expect(target('CPU a request, closed loop')).toMatchObject({ measured: '120.0 µs', reached: false });
    expect(target('of that, the log line')).toMatchObject({ measured: '3.2 (2.8–4.5) µs', reached: true });
    expect(target('start')).toMatchObject({ measured: '100 ms', wanted: 'at most 200 ms', reached: true });
    expect(target('the same within 60 minutes')).toMatchObject({ measured: '112 MiB', reached: true });
  });

  it('for a p99 is reached where its interval includes what is wanted', () => {
    const within = (low: number) => {
      const loads = sideBySide.loads.map((load) => ({
        ...load,
        ...(load.toFloor && { toFloor: { ...load.toFloor, p99: { median: 1.2, low, high: 1.4 } } }),
      }));
      return target('p99 at 200 a second', { sideBySide: measured({ ...sideBySide, loads }) })?.reached;
    };
    expect([within(1.05), within(1.1), within(1.15)]).toEqual([true, true, false]);
  });
});
