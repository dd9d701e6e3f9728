import { readPod } from '../admission/pod-schema.ts';
import { ClusterError } from '../cluster/api-error.ts';
import type { ApiClient } from '../cluster/client.ts';
import { strange } from '../cluster/unusable.ts';
import { type ObjectReader, objectIn, objectsOf } from '../cluster-reading/object-reader.ts';
import { failed, type Reading } from '../cluster-reading/reading.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import { describeSource } from '../decision/source.ts';
import { oneLine } from '../decision/values/text.ts';
import { INJECTION_ENABLED, INJECTION_LABEL } from '../decision/vocabulary.ts';
import { membershipOf } from '../decision/workloads/gangs.ts';
import { toldBy } from '../pod-report/decision-now.ts';
import type { PodStory, Registration, StoredPod } from '../pod-report/story.ts';
import { judgeSchedulers } from '../settings/scheduler-fit.ts';
import { SurroundingsStore } from '../surroundings/store.ts';
import { eventsOf } from './events.ts';
import { sentenceOnMissingPod } from './missing-pod.ts';
import { readNamespace } from './namespaces.ts';
import { readOwners } from './owners.ts';
import { readQueueing } from './queueing.ts';
import { type ReportSettings, reportSettings, type SettingsChoice } from './release-settings.ts';
import { readServedKinds } from './served-kinds.ts';
import { podLifeSchema, registrationSchema } from './shapes.ts';
import { readSiblings } from './siblings.ts';
import { mattersTo, readSurroundings } from './surroundings.ts';
import { reportReader, whyNot } from './words.ts';

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
  const reader = reportReader(client);
  const pod = await readStoredPod(reader, namespace, name);
  const kinds = await readServedKinds(client);
  const chosen = await reportSettings(reader, kinds.schedulers, choice, pod.spec.schedulerName ?? '');
  const { settings } = chosen;
  const owned = await readOwners(reader, namespace, pod);
  const known = new SurroundingsStore(settings.decision);
  const inside = await readNamespace(reader, known, namespace);
  const toldProject = inside.kind === 'read' ? undefined : projectOfNamespaceTold(pod, settings.decision);
  if (toldProject !== undefined) {
    known.upsert(namespaceOfProject(namespace, toldProject, settings.decision));
  }
  const matters = mattersTo(membershipOf(pod)?.gang);
  const left = await readSurroundings(reader, known, kinds.served, namespace, matters);
  const events = await eventsOf(reader, namespace, { kind: 'Pod', name, uid: pod.metadata.uid });
  const queued = await readQueueing(reader, kinds.served, pod, namespace);
  const siblings =
    queued.podGroup?.kind === 'read' && (queued.podGroup.value.minMember ?? 0) > 1
      ? await readSiblings(reader, namespace, pod)
      : undefined;
  return {
    story: {
      pod,
      owners: owned.owners,
      namespace: inside,
      surroundings: known,
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
      ...(inside.kind === 'read'
        ? []
        : [
            `${whyNot(inside)}, so the namespace counts as opted in, ${toldProject === undefined ? 'without a project' : `and of project ${toldProject} as it was at creation`}`,
          ]),
      ...left,
      ...events.notes,
      ...queued.notes,
    ],
  };
}

/** Of a namespace that may not be read the pod's own annotation tells the project, where that came from there. */
function projectOfNamespaceTold(pod: StoredPod, { schedulerName, namespaceProjectLabel }: DecisionSettings) {
  const project = toldBy(pod, schedulerName)?.project;
  const from = describeSource({ kind: 'namespace', label: namespaceProjectLabel });
  return project?.from === from ? project.value : undefined;
}

const namespaceOfProject = (name: string, project: string, { namespaceProjectLabel }: DecisionSettings): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { [INJECTION_LABEL]: INJECTION_ENABLED, [namespaceProjectLabel]: project } },
});

async function readStoredPod(reader: ObjectReader, namespace: string, name: string): Promise<StoredPod> {
  const place = objectIn(objectsOf('v1', 'pods', namespace), name);
  const looked = await reader.get(place, podLifeSchema, `pod ${name}`);
  switch (looked.kind) {
    case 'missing':
      throw new ClusterError(await sentenceOnMissingPod(reader, { namespace, name }));
    case 'forbidden':
      throw new ClusterError(
        `${whyNot(looked)} in namespace ${namespace}: choose another --namespace, or ask for the role "view" there`,
      );
    case 'failed':
      throw strange(reader.client.server, whyNot(looked));
    case 'read': {
      const reading = readPod(looked.value);
      if (!reading.ok) {
        throw new ClusterError(`pod ${namespace}/${name} cannot be read: ${oneLine(reading.problem)}`);
      }
      return reading.pod as StoredPod;
    }
  }
}

async function readRegistration(
  reader: ObjectReader,
  { settings, isKnown }: ReportSettings,
): Promise<Reading<Registration>> {
  const name = settings.server.registration.webhookConfiguration;
  const what = `MutatingWebhookConfiguration ${name}`;
  const place = objectIn(objectsOf('admissionregistration.k8s.io/v1', 'mutatingwebhookconfigurations'), name);
  const looked = await reader.get(place, registrationSchema, what);
  // A release may have given it another name.
  return looked.kind === 'missing' && !isKnown ? failed(`there is no ${what}`) : looked;
}
