import type { PodProxy } from '../../cluster/pod-proxy.ts';
import type { ObjectReader } from '../../cluster-reading/object-reader.ts';
import { failed, firstUnread, type Reading, read, whyNot } from '../../cluster-reading/reading.ts';
import { type Release, releaseLabels } from '../../cluster-reading/release.ts';
import { findReplicas } from '../../cluster-reading/replicas.ts';
import { askReplica, type Replica } from './replica.ts';

/** Replicas that are asked; more of them would say the same. */
const MOST_REPLICAS = 10;

export async function readReplicas(
  reader: ObjectReader,
  proxy: PodProxy,
  { namespace, instance, healthPort }: Release,
): Promise<Reading<readonly Replica[]>> {
  const found = await findReplicas(reader, namespace, releaseLabels(instance));
  if (found.kind !== 'read') {
    return found;
  }
  // One that is pulled, or ends, answers nobody; whether enough are ready is told by the endpoints.
  const running = found.value.filter(({ isEnding }) => !isEnding);
  const asked = await Promise.all(
    running.slice(0, MOST_REPLICAS).map(({ name }) => askReplica(proxy, { namespace, pod: name, port: healthPort })),
  );
  const [first] = asked;
  if (first === undefined) {
    return failed('no replica of the webhook is running');
  }
  const isSilent = asked.flatMap(answersOf).every(({ kind }) => kind !== 'read');
  // Who may not use the API server's proxy asks none of them, and so it is where the API server does not reach them.
  return (isSilent ? firstUnread(answersOf(first)) : undefined) ?? read(asked, gapsOf(running.length, asked));
}

const answersOf = ({ problems, metrics, chain }: Replica): readonly Reading<unknown>[] => [problems, metrics, chain];

const gapsOf = (running: number, asked: readonly Replica[]): readonly string[] => [
  ...(running > asked.length ? [`only ${MOST_REPLICAS} of ${running} replicas were asked`] : []),
  ...new Set(
    asked.flatMap((replica) => answersOf(replica).flatMap((one) => (one.kind === 'read' ? [] : [whyNot(one)]))),
  ),
];
