/** What an administrator can choose about decisions. Built by `settings/`, where each value is explained. */
export interface DecisionSettings {
  readonly schedulerName: string;
  readonly projectLabel: string;
  readonly queueLabelKey: string;
  /** Write the queue label where a pod has none. */
  readonly queueLabel: boolean;
  /** Whether a queue written for a pod of a node pool is named `<project>-<pool>`. */
  readonly queuePerNodePool: boolean;
  readonly nodePoolLabel: string;
  readonly namespaceProjectLabel: string;
  readonly route: 'gpu-workloads' | 'requested' | 'all';
  readonly onInvalid: 'deny' | 'warn';
  readonly projectGuard: 'deny' | 'warn' | 'off';
  readonly containerTarget: 'annotation' | 'reorder';
  /** Largest number of whole GPUs that a person can mean. */
  readonly maxWholeGpus: number;
  readonly excludedNamespaces: ReadonlySet<string>;
  readonly namespacePrefixes: readonly string[];
}
