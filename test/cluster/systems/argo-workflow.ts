import type { Manifest } from '../api.ts';

/** An Argo Workflow as far as the harness changes one. */
export interface Workflow extends Manifest {
  spec: {
    serviceAccountName?: string;
    podMetadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
    templates: WorkflowTemplate[];
    [field: string]: unknown;
  };
}

export interface WorkflowTemplate {
  name: string;
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  container?: Record<string, unknown>;
  [field: string]: unknown;
}

/** The same Workflow under a name of its own, run by an account that every namespace here has. */
export function named(workflow: Workflow, name: string): Workflow {
  const { generateName: _, ...metadata } = workflow.metadata;
  return { ...workflow, metadata: { ...metadata, name }, spec: { ...workflow.spec, serviceAccountName: 'default' } };
}
