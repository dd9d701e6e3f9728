import type { PodContext } from '../pod-context.ts';
import { firstReadable, type SourcedRequest } from '../requests/find-requests.ts';
import type { Requests } from '../requests/requests.ts';
import type { DecisionSettings } from '../settings.ts';
import type { SourcedValue } from '../source.ts';
import type { Warning } from '../warning.ts';
import { isQueueOf } from './own-queue.ts';

export interface ProjectChoice {
  readonly project: SourcedValue | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * The project that holds for a pod. The label `project` of a known owner comes before everything, then that of the pod,
 * because the scheduler reads them in this order and this program never overwrites them; then what the pod asks for,
 * the rest of what its gang's owner says, and its namespace.
 */
export function chooseProject(context: PodContext, requests: Requests, settings: DecisionSettings): ProjectChoice {
  const { owner, namespace, hasEmptyProjectLabel, labelsSoon } = context;
  const asked = [...requests.projectLabel, ...requests.project];
  const { winner, unreadable } = firstReadable(asked);
  const ofOwner = owner?.labels.project;
  const ofPod: SourcedValue | undefined = winner && { value: winner.value, source: winner.source };
  const ofGang = projectOfGang(context, requests);
  const project = ofOwner ?? ofPod ?? ofGang ?? namespace.project;
  const warnings: Warning[] = [];
  const hidden = ofOwner === undefined ? unreadable[0] : undefined;
  if (hidden !== undefined) {
    warnings.push({ reason: 'unreadable-env', source: hidden.source });
  }
  if (project === undefined) {
    return { project, warnings };
  }
  // A namespace that names another project is the quota guard's affair.
  const others = project === namespace.project || ofGang === undefined ? asked : [...asked, ofGang];
  warnings.push(...disagreement(project, ofOwner, owner?.title ?? '', others));
  const queue = owner?.labels.queue;
  if (owner !== undefined && queue !== undefined && ofPod !== undefined && ofOwner === undefined) {
    const fits = isQueueOf({ ...namespace, project: ofPod }, queue.value, labelsSoon.pool, settings);
    if (!fits) {
      warnings.push({ reason: 'owner-label-wins', read: queue, owner: owner.title, ignored: ofPod });
    }
  }
  if (hasEmptyProjectLabel) {
    warnings.push({ reason: 'empty-project-label', label: settings.projectLabel, project: project.value });
  }
  return { project, warnings };
}

/**
 * The project that is named for the whole gang. Where its owner names a queue and no project, a template's project is for
 * that template's pods alone: the queue says already whose quota the gang spends.
 */
function projectOfGang({ owner }: PodContext, { gang }: Requests): SourcedValue | undefined {
  const source = gang?.project?.source;
  const isOnOwner = source?.kind === 'gang-owner' && source.part !== 'template';
  return owner?.labels.queue === undefined || isOnOwner ? gang?.project : undefined;
}

/** The first source that names another project, told together with the one that is read. */
function disagreement(
  used: SourcedValue,
  ofOwner: SourcedValue | undefined,
  owner: string,
  others: readonly (SourcedRequest | SourcedValue)[],
): readonly Warning[] {
  const ignored = others.find(
    (other): other is SourcedValue => other.value !== undefined && other.value !== used.value,
  );
  if (ignored === undefined) {
    return [];
  }
  return ofOwner !== undefined && ignored.source.kind === 'label'
    ? [{ reason: 'owner-label-wins', read: used, owner, ignored }]
    : [{ reason: 'sources-disagree', used, ignored }];
}
