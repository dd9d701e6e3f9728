import type { Results } from '../results.ts';
import { serverById } from '../servers/catalogue.ts';
import type { ServerId } from '../servers/server.ts';
import { table } from './markdown.ts';
import { summaryOf } from './targets.ts';

/** What a platform team asks first, answered from the measurements below. A question whose part was not measured is left out. */
export function answers(results: Results): string {
  return [creation(results), replica(results), capacity(results), comparison(results)]
    .filter((answer) => answer !== undefined)
    .join('\n\n');
}

function creation({ cluster }: Results): string | undefined {
  const [none, ours] = (['none', 'ours'] as const).map((variant) =>
    cluster?.result.variants.find((each) => each.variant === variant),
  );
  if (none === undefined || ours === undefined) {
    return undefined;
  }
  const added = ours.oneAtATime.p50 - none.oneAtATime.p50;
  return [
    `**What does it add to a pod’s creation?** ${added.toFixed(1)} ms: pods created one after the other took ${none.oneAtATime.p50.toFixed(1)} ms without the webhook`,
    `and ${ours.oneAtATime.p50.toFixed(1)} ms with it (medians, with API server, etcd, webhook and client on the same few cores).`,
  ].join(' ');
}

function replica({ replica: measured }: Results): string | undefined {
  if (measured === undefined) {
    return undefined;
  }
  const rows = measured.result.map(({ rate, millicores, mib, p50, p99 }) => [
    rate.toLocaleString('en'),
    `${millicores.toFixed(0)}m`,
    `${mib.toFixed(0)} MiB`,
    `${p50.toFixed(2)} ms`,
    `${p99.toFixed(2)} ms`,
  ]);
  return [
    '**What does a replica cost?** On a core of its own, without watches:',
    '',
    table(['pods per second', 'CPU', 'memory', 'p50', 'p99'], rows),
  ].join('\n');
}

function capacity({ sideBySide }: Results): string | undefined {
  const ours = sideBySide && summaryOf(sideBySide.result, 'ours', 'closed loop');
  return (
    ours &&
    [
      `**How many pods a second does one replica carry?** ${rounded(ours.perSecond)} on one core, when 25 are asked at a time; half of them are then answered`,
      `within ${ours.p50.toFixed(1)} ms and 99 of 100 within ${ours.p99.median.toFixed(1)} ms. An API server that creates pods as fast as it can asks for some hundred.`,
    ].join(' ')
  );
}

const COMPARED: readonly ServerId[] = [
  'ours',
  'controller-runtime',
  'go',
  'go-jsonv2',
  'go-jsonv2-log',
  'pepr',
  'floor',
];

function comparison({ sideBySide }: Results): string | undefined {
  if (sideBySide === undefined) {
    return undefined;
  }
  const { result } = sideBySide;
  const rows = COMPARED.flatMap((server) => {
    const closed = summaryOf(result, server, 'closed loop');
    const memory = result.servers.find((each) => each.server === server);
    if (closed === undefined || memory === undefined) {
      return [];
    }
    const p99 = [50, 200, 1000].map((rate) => summaryOf(result, server, rate)?.p99.median.toFixed(2) ?? '–');
    return [
      [
        serverById(server).title,
        closed.perSecond.toFixed(0),
        closed.cpu.median.toFixed(0),
        p99.join(' / '),
        `${memory.readyMiB.toFixed(0)} / ${memory.afterLoadMiB.toFixed(0)}`,
        memory.startMillis.toFixed(0),
      ],
    ];
  });
  if (rows.length === 0) {
    return undefined;
  }
  const head = [
    'server',
    'pods per second, at most',
    'CPU µs a pod',
    'p99 ms at 50 / 200 / 1,000 a second',
    'MiB ready / after load',
    'start ms',
  ];
  return [
    '**How does that compare with what one would write oneself?** The same webhook, less everything that this one does besides (explaining itself, PodDefaults, gangs, quota):',
    '',
    table(head, rows),
  ].join('\n');
}

const rounded = (value: number): string => (Math.round(value / 100) * 100).toLocaleString('en');
