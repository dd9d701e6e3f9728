import type { StringMap } from '../pod/pod.ts';
import type { SchedulerLabels } from '../pod/scheduler-labels.ts';
import type { Source, SourcedValue } from '../source.ts';

/** Names the object that a gang's members share; an empty `kind` stands for any kind of the group. */
export interface GangKey {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** The labels of a template, which its pods will have. */
export interface TemplateLabels {
  readonly scheduler: SchedulerLabels;
  /** All of them: PodDefaults choose pods by any. */
  readonly all: StringMap;
  /** Whether its pods ask to be left out by PodDefaults. */
  readonly excludesPodDefaults: boolean;
}

/** What an owner says for all members of its gang. Read once, by `requests/gang-owner.ts`, when it becomes known. */
export interface GangOwner {
  /** Kind and name for people, such as `RayCluster demo`. */
  readonly title: string;
  /** Its own labels, which the scheduler reads before those of a pod. */
  readonly labels: SchedulerLabels;
  /** The project that it names in another form, or the first that one of its templates names. */
  readonly project: SourcedValue | undefined;
  /** The first queue label on one of its templates. */
  readonly templateQueue: SourcedValue | undefined;
  readonly templates: readonly TemplateLabels[];
  /** Whether it, or any of its templates, asks for the scheduler, a project or an amount. */
  readonly asks: boolean;
  /** Whether any template has a GPU. */
  readonly hasGpu: boolean;
  /** An amount on the owner itself. No controller copies it to a pod, so nobody gets it. */
  readonly strandedAmount: Source | undefined;
  /** A LeaderWorkerSet whose leader has a template of its own: it does other work than its workers. */
  readonly hasLeaderTemplate: boolean;
}
