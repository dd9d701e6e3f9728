/** The scheduler's vocabulary: which name, labels and keys it reads. Every value can also be set one by one. */
export interface Vocabulary {
  readonly schedulerName: string;
  readonly projectLabel: string;
  readonly queueLabelKey: string;
  readonly nodePoolLabel: string;
  readonly namespaceProjectLabel: string;
  /** Whether the queues of node pools are named `<project>-<pool>`. */
  readonly queuePerNodePool: boolean;
  /** Whether queue labels are read before project labels (KAI's podgrouper), or after them (Run:ai's assigner). */
  readonly queueBeforeProject: boolean;
}

export const FLAVOURS = {
  runai: {
    schedulerName: 'runai-scheduler',
    projectLabel: 'project',
    queueLabelKey: 'runai/queue',
    nodePoolLabel: 'runai/node-pool',
    namespaceProjectLabel: 'runai/queue',
    queuePerNodePool: false,
    queueBeforeProject: false,
  },
  kai: {
    schedulerName: 'kai-scheduler',
    projectLabel: 'project',
    queueLabelKey: 'kai.scheduler/queue',
    nodePoolLabel: 'kai.scheduler/node-pool',
    namespaceProjectLabel: 'kai/project',
    queuePerNodePool: true,
    queueBeforeProject: true,
  },
} as const satisfies Record<string, Vocabulary>;

/** The settings that choose a vocabulary. */
export interface VocabularyChoice {
  readonly flavour: keyof typeof FLAVOURS;
  readonly schedulerName?: string | undefined;
  readonly projectLabel?: string | undefined;
  readonly queueLabelKey?: string | undefined;
  readonly nodePoolLabel?: string | undefined;
  readonly namespaceProjectLabel?: string | undefined;
}

/** The flavour's vocabulary, but for what is given by itself. */
export function vocabularyOf(chosen: VocabularyChoice): Vocabulary {
  const flavour = FLAVOURS[chosen.flavour];
  return {
    ...flavour,
    schedulerName: chosen.schedulerName ?? flavour.schedulerName,
    projectLabel: chosen.projectLabel ?? flavour.projectLabel,
    queueLabelKey: chosen.queueLabelKey ?? flavour.queueLabelKey,
    nodePoolLabel: chosen.nodePoolLabel ?? flavour.nodePoolLabel,
    namespaceProjectLabel: chosen.namespaceProjectLabel ?? flavour.namespaceProjectLabel,
  };
}
