import { readPod } from '../admission/pod-schema.ts';
import { ClusterError } from '../cluster/api-error.ts';
import type { ApiClient } from '../cluster/client.ts';
import { oneLine } from '../decision/values/text.ts';
import { membershipOf } from '../decision/workloads/gangs.ts';
import type { Looked, PodStory, Registration, StoredPod } from '../pod-report/story.ts';
import { judgeSchedulers } from '../settings/scheduler-fit.ts';
import { eventsOf } from './events.ts';
import { sentenceOnMissingPod } from './missing-pod.ts';
import { storedNamespace } from './namespaces.ts';
import { readOwners } from './owners.ts';
import { readQueueing } from './queueing.ts';
import { ClusterReader, whyNot } from './reader.ts';
import { type ReportSettings, reportSettings, type SettingsChoice } from './release-settings.ts';
import { readServedKinds } from './served-kinds.ts';
import { namespaceSchema, podLifeSchema, registrationSchema } from './shapes.ts';
import { readSiblings } from './siblings.ts';
import { KnownHere, mattersTo } from './surroundings.ts';

/** Which pod is meant. */
export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** All about one pod that a report needs, and notes on what could not be read. */
export async function readPodStory(
  client: ApiClient,
  { namespace, name }: PodName,
  choice: SettingsChoice,
  now: number,
): Promise<{ readonly story: PodStory; readonly notes: readonly string[] }> {
  const reader = new ClusterReader(client);
  const pod = await readStoredPod(reader, namespace, name);
  const kinds = await readServedKinds(client);
  const chosen = await reportSettings(reader, kinds.schedulers, choice, pod.spec.schedulerName ?? '');
  const { settings } = chosen;
  const owned = await readOwners(reader, namespace, pod);
  const inside = await readNamespace(reader, namespace);
  const known = new KnownHere(settings.decision);
  if (inside.kind === 'found') {
    known.takeNamespace(inside.object);
  }
  await known.read(reader, kinds, namespace, mattersTo(membershipOf(pod)?.gang));
  const events = await eventsOf(reader, namespace, { kind: 'Pod', name, uid: pod.metadata.uid });
  const queued = await readQueueing(reader, kinds, pod, namespace);
  const siblings =
    queued.podGroup?.kind === 'found' && (queued.podGroup.object.minMember ?? 0) > 1
      ? await readSiblings(reader, namespace, pod)
      : undefined;
  return {
    story: {
      pod,
      owners: owned.owners,
      namespace: inside,
      surroundings: known.store,
      settings: settings.decision,
      mode: settings.server.mode,
      registration: await readRegistration(reader, chosen),
      scheduler: kinds.schedulers && judgeSchedulers(kinds.schedulers, settings.decision.schedulerName),
      events: events.found,
      ...queued.parts,
      podGroup: queued.podGroup,
      siblings,
      now,
    },
    notes: [
      ...kinds.notes,
      ...chosen.notes,
      ...owned.notes,
      ...(inside.kind === 'found' ? [] : [`${whyNot(inside)}, so the namespace counts as opted in, without a project`]),
      ...known.notes,
      ...events.notes,
      ...queued.notes,
    ],
  };
}

async function readStoredPod(reader: ClusterReader, namespace: string, name: string): Promise<StoredPod> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  const looked = await reader.look(path, podLifeSchema, `pod ${name}`);
  switch (looked.kind) {
    case 'missing':
      throw new ClusterError(await sentenceOnMissingPod(reader, { namespace, name }));
    case 'unreadable':
      throw new ClusterError(
        `${looked.why} in namespace ${namespace}: choose another --namespace, or ask for the role "view" there`,
      );
    case 'found': {
      const reading = readPod(looked.object);
      if (!reading.ok) {
        throw new ClusterError(`pod ${namespace}/${name} cannot be read: ${oneLine(reading.problem)}`);
      }
      return reading.pod as StoredPod;
    }
  }
}

async function readNamespace(reader: ClusterReader, namespace: string): Promise<PodStory['namespace']> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  const looked = await reader.look(path, namespaceSchema, `namespace ${namespace}`);
  return looked.kind === 'found' ? { kind: 'found', object: storedNamespace(looked.object) } : looked;
}

async function readRegistration(
  reader: ClusterReader,
  { settings, isKnown }: ReportSettings,
): Promise<Looked<Registration>> {
  const name = settings.server.registration.webhookConfiguration;
  const path = `/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${encodeURIComponent(name)}`;
  const looked = await reader.look(path, registrationSchema, `MutatingWebhookConfiguration ${name}`);
  // A release may have given it another name.
  return looked.kind === 'missing' && !isKnown
    ? { kind: 'unreadable', why: `there is no MutatingWebhookConfiguration ${name}` }
    : looked;
}
