import * as z from 'zod';
import { readNamespace } from '../../decision/known/namespace.ts';
import type { Surroundings } from '../../decision/known/surroundings.ts';
import { ownValue, type StringMap } from '../../decision/pod/pod.ts';
import { isQueueOf } from '../../decision/rules/own-queue.ts';
import type { DecisionSettings } from '../../decision/settings.ts';
import { trim } from '../../decision/values/text.ts';
import { ARGO, groupKindOf, kindKey } from '../../manifests/kubernetes-kinds.ts';
import { metadataSchema, stringMap } from '../../manifests/schemas.ts';
import { GANG_KINDS } from '../../surroundings/gang-templates.ts';
import { type Controlled, titleOf } from '../controllers/controlled.ts';
import type { Owner } from '../explain-input.ts';
import type { Explained } from '../explanation.ts';

/** The server knows them, so the decision about each member speaks of them. */
const GANGS = new Set(GANG_KINDS.map(kindKey));

/** They own no pod: a Workflow that is started from one has labels of its own. */
const TEMPLATES = new Set([`${ARGO}/WorkflowTemplate`, `${ARGO}/ClusterWorkflowTemplate`]);

/**
 * Labels of owners that the webhook cannot know. The scheduler reads the top owner's queue and project before the pod's,
 * so where they are another team's, this is what its quota is spent by.
 */
export function ownerLabels(
  owners: readonly Owner[],
  explained: readonly Explained[],
  surroundings: Surroundings,
  settings: DecisionSettings,
): readonly string[] {
  return owners.flatMap((owner) => {
    const { origin, object } = owner;
    const key = keyOf(object);
    if (GANGS.has(key) || TEMPLATES.has(key)) {
      return [];
    }
    const read = whatIsRead(object, podsOf(owner, explained), settings);
    if (read === undefined || isOwn(read, object.metadata.namespace ?? 'default', surroundings, settings)) {
      return [];
    }
    return [
      `${origin}: ${carrierOf(object)} ${read.key}: ${read.value}, which the scheduler reads before its pods' labels; ${judge(settings)}`,
    ];
  });
}

const keyOf = (owner: Controlled): string => kindKey(groupKindOf(owner));

interface Read {
  readonly key: string;
  readonly value: string;
}

/**
 * The owner's label that decides for some pod: the first that is there, each key asked of the owner and then of the pod.
 * Of an Argo Workflow KAI asks the pod, with the Workflow's labels filled in where the pod has none.
 */
function whatIsRead(
  owner: Controlled,
  pods: readonly StringMap[],
  { projectLabel, queueLabelKey, queueBeforeProject }: DecisionSettings,
): Read | undefined {
  const labels = labelsOf(owner);
  const isFilledIn = keyOf(owner) === `${ARGO}/Workflow`;
  const keys = queueBeforeProject ? [queueLabelKey, projectLabel] : [projectLabel, queueLabelKey];
  // Without a pod to ask, the owner alone tells.
  for (const pod of pods.length === 0 ? [{}] : pods) {
    for (const key of keys) {
      const value = said(labels, key);
      const onPod = said(pod, key);
      if (value !== '' && !(isFilledIn && onPod !== '')) {
        return { key, value };
      }
      if (onPod !== '') {
        break;
      }
    }
  }
  return undefined;
}

const said = (labels: StringMap, key: string): string => trim(ownValue(labels, key) ?? '');

const withLabels = z.looseObject({ metadata: z.looseObject({ labels: stringMap.nullish() }) });

/** The labels of its pods, as they will be stored. */
const podsOf = ({ origin, object }: Owner, explained: readonly Explained[]): readonly StringMap[] =>
  explained
    .filter((each) => each.origin === origin && each.maker === titleOf(object))
    .map(({ explanation }) => withLabels.safeParse(explanation.pod).data?.metadata.labels ?? {});

const cronJobSpec = z.looseObject({ jobTemplate: z.looseObject({ metadata: metadataSchema.nullish() }) });

const isCronJob = (owner: Controlled): boolean => keyOf(owner) === 'batch/CronJob';

/** KAI counts the pods of a CronJob as those of the Job that it makes. */
const labelsOf = (owner: Controlled): StringMap =>
  (isCronJob(owner) ? cronJobSpec.safeParse(owner.spec).data?.jobTemplate.metadata?.labels : owner.metadata.labels) ??
  {};

const carrierOf = (owner: Controlled): string =>
  isCronJob(owner) ? `each Job of ${titleOf(owner)} carries` : `${titleOf(owner)} carries`;

function isOwn({ key, value }: Read, name: string, surroundings: Surroundings, settings: DecisionSettings): boolean {
  const namespace = readNamespace(name, surroundings.namespace(name), settings.namespaceProjectLabel);
  return key === settings.queueLabelKey
    ? isQueueOf(namespace, value, '', settings)
    : value === namespace.project?.value;
}

/** Only KAI makes PodGroups that a policy can judge; the two flavours differ in how they name queues. */
const judge = ({ queuePerNodePool }: DecisionSettings): string =>
  queuePerNodePool
    ? 'the admission policy on PodGroups judges it, the webhook does not know the owner'
    : 'the webhook does not know the owner, and in the flavour runai no admission policy on PodGroups judges it';
