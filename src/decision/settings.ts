import type { SchedulerLabelKeys } from './pod/scheduler-labels.ts';

/** What an administrator can choose about decisions. Built by `settings/`, where each value is explained. */
export interface DecisionSettings extends SchedulerLabelKeys {
  readonly schedulerName: string;
  /** Write the queue label where a pod has none. */
  readonly queueLabel: boolean;
  /** Whether a queue written for a pod of a node pool is named `<project>-<pool>`. */
  readonly queuePerNodePool: boolean;
  /** Whether the scheduler reads queue labels before project labels. */
  readonly queueBeforeProject: boolean;
  readonly namespaceProjectLabel: string;
  readonly route: 'gpu-workloads' | 'requested' | 'all';
  readonly onInvalid: 'deny' | 'warn';
  readonly projectGuard: 'deny' | 'warn' | 'off';
  /** Queues that pods of every namespace may use beside their project's. */
  readonly allowedQueues: ReadonlySet<string>;
  readonly containerTarget: 'annotation' | 'reorder';
  /** Largest number of whole GPUs that a person can mean. */
  readonly maxWholeGpus: number;
  readonly excludedNamespaces: ReadonlySet<string>;
  readonly namespacePrefixes: readonly string[];
}
