import { VARIANTS } from '../cluster/bench-cluster.ts';
import type { Results, SideBySide } from '../results.ts';
import { serverById } from '../servers/catalogue.ts';
import type { ServerId } from '../servers/server.ts';
import type { WatchingResult } from '../watches/watching-replica.ts';
import { table } from './markdown.ts';
import { summaryOf } from './summary-of.ts';

/** What a platform team asks first, answered from the measurements below. A question whose part was not measured is left out. */
export function answers(results: Results): string {
  return [creation(results), replica(results), capacity(results), comparison(results)]
    .filter((answer) => answer !== undefined)
    .join('\n\n');
}

function creation({ cluster }: Results): string | undefined {
  const [none, ours, peer] = VARIANTS.map(
    (variant) => cluster?.result.variants.find((each) => each.variant === variant)?.oneAtATime.p50,
  );
  if (none === undefined || ours === undefined || peer === undefined) {
    return undefined;
  }
  return [
    `**What does it add to a pod’s creation?** ${(ours - none).toFixed(1)} ms: pods created one after the other took ${none.toFixed(1)} ms without a webhook, ${ours.toFixed(1)} ms`,
    `with this one, and ${peer.toFixed(1)} ms with one on controller-runtime (medians, with API server, etcd, webhook and client on the same cores).`,
  ].join(' ');
}

function replica({ replica: measured, watches, soak }: Results): string | undefined {
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
  const watching = (soak ?? watches)?.result;
  return [
    '**What does a replica cost?** On a core of its own, without watches:',
    '',
    table(['pods per second', 'CPU', 'memory', 'p50', 'p99'], rows),
    ...(watching === undefined ? [] : ['', withWatches(watching)]),
  ].join('\n');
}

function withWatches({ namespaces, rate, minutes, readyMiB, rssMiB }: WatchingResult): string {
  const [span, most] = [minutes === 1 ? 'a minute' : `${minutes} minutes`, Math.max(...rssMiB).toFixed(0)];
  return `With watches of ${namespaces.toLocaleString('en')} namespaces it takes ${readyMiB.toFixed(0)} MiB when ready, and at most ${most} MiB in ${span} at ${rate} a second.`;
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
  'clone-and-diff',
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
    ...againstControllerRuntime(result),
  ].join('\n');
}

function againstControllerRuntime(result: SideBySide): readonly string[] {
  const ours = summaryOf(result, 'ours', 'closed loop');
  const peer = summaryOf(result, 'controller-runtime', 'closed loop');
  if (ours === undefined || peer === undefined || result.sharedCores !== undefined) {
    return [];
  }
  const times = (ours.perSecond / peer.perSecond).toFixed(1);
  const share = ((ours.cpu.median / peer.cpu.median) * 100).toFixed(0);
  return [
    '',
    `Against controller-runtime that is ${times} times as many pods a second, at ${share} % of the CPU time a pod.`,
  ];
}

const rounded = (value: number): string => (Math.round(value / 100) * 100).toLocaleString('en');
