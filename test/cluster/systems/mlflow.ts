import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../control-plane.ts';
import { runPython } from '../python.ts';

/** What a person wrote into the Job template of an MLflow project. */
export interface MlflowTemplate {
  env?: Record<string, string>;
  labels?: Record<string, string>;
  schedulerName?: string;
  gpus?: number;
}

export const mlflowTemplates = {
  whole: { gpus: 1 },
  // A label on the pod template; the scheduler starts such pods ahead of training and does not preempt them.
  interactive: { gpus: 1, schedulerName: 'kai-scheduler', labels: { priorityClassName: 'build' } },
  fraction: { env: { RUNAI_PROJECT: 'team-a', RUNAI_GPU_FRACTION: '25%' } },
} as const satisfies Record<string, MlflowTemplate>;

/** Has MLflow's own Kubernetes backend create a Job of a template. */
export async function runMlflow(cluster: Cluster, namespace: string, template: MlflowTemplate): Promise<void> {
  const { env = {}, labels, schedulerName, gpus } = template;
  const file = join(cluster.folder, `mlflow-${namespace}.json`);
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'replaced-by-mlflow', namespace },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { ...(labels !== undefined && { labels }) },
        spec: {
          restartPolicy: 'Never',
          ...(schedulerName !== undefined && { schedulerName }),
          containers: [
            {
              name: 'replaced-by-mlflow',
              image: 'replaced-by-mlflow',
              command: ['replaced-by-mlflow'],
              env: Object.entries(env).map(([name, value]) => ({ name, value })),
              resources: { limits: { memory: '4Gi', ...(gpus !== undefined && { 'nvidia.com/gpu': gpus }) } },
            },
          ],
        },
      },
    },
  };
  // JSON is YAML, which MLflow reads.
  writeFileSync(file, JSON.stringify(job));
  await runPython('pipelines-v2', 'mlflow_jobs.py', [file], { env: { KUBECONFIG: cluster.kubeconfigPath } });
}
