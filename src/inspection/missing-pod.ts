import { by, type ObjectReader, objectsOf } from '../cluster-reading/object-reader.ts';
import { valueIn } from '../cluster-reading/reading.ts';
import { oneLine, shorten } from '../decision/values/text.ts';
import { eventSchema } from './shapes.ts';

/** Events hold 1024 bytes. */
const MOST_SAID = 500;

/**
 * A pod that was refused is not there, and the one who is told is its controller. So its event is looked for: the names of
 * pods begin with that of their owner.
 */
export async function sentenceOnMissingPod(
  reader: ObjectReader,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<string> {
  const selectors = { fieldSelector: 'reason=FailedCreate' };
  const listed = await reader.list({ ...objectsOf('v1', 'events', namespace), selectors }, by(eventSchema));
  const refusals = (valueIn(listed) ?? [])
    .filter(({ about }) => mayMake(about, name))
    // Of `lab` and `lab-gpu`, pod `lab-gpu-x7c2p` is the latter's.
    .sort((one, other) => one.about.name.length - other.about.name.length || one.at - other.at);
  const last = refusals.at(-1);
  return last === undefined
    ? `there is no pod ${name} in namespace ${namespace}: kubectl get pods -n ${namespace} lists those that are, and kubectl get events -n ${namespace} what was refused`
    : `there is no pod ${name} in namespace ${namespace}, and ${last.about.kind} ${last.about.name} could not create one: ${shorten(oneLine(last.event.message), MOST_SAID)}${hintOn(last.event.message)}`;
}

/** Those of a StatefulSet are numbered, so that of two whose names begin alike no other's is meant. */
function mayMake({ kind, name }: { readonly kind: string; readonly name: string }, pod: string): boolean {
  const rest = pod.startsWith(`${name}-`) ? pod.slice(name.length + 1) : undefined;
  return name !== '' && (pod === name || (rest !== undefined && (kind !== 'StatefulSet' || /^\d+$/.test(rest))));
}

/** KAI's admission refuses every share while GPU sharing is off, as it is after a plain installation. */
const hintOn = (message: string): string =>
  /GPU sharing is disabled/.test(message)
    ? '; ask the platform team to switch GPU sharing on (KAI: global.gpuSharing=true)'
    : '';
