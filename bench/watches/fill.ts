import { create } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';

/** What a Kubeflow profile's namespace and its PodDefaults carry. */
export async function fill({ kubeConfig }: Cluster, most: number): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < most) {
      const name = `kubeflow-user-${next}`;
      next += 1;
      if (next % 1000 === 0) {
        console.error(`bench: ${next} of ${most}`);
      }
      await create(kubeConfig, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name,
          labels: {
            'app.kubernetes.io/part-of': 'kubeflow-profile',
            'istio-injection': 'enabled',
            'katib.kubeflow.org/metrics-collector-injection': 'enabled',
            'pipelines.kubeflow.org/enabled': 'true',
            'runai-injection': 'enabled',
            'runai/queue': `team-${next % 100}`,
          },
          annotations: { owner: `user-${next}@example.com` },
        },
      });
      await create(kubeConfig, {
        apiVersion: 'kubeflow.org/v1alpha1',
        kind: 'PodDefault',
        metadata: { name: 'runai-half-gpu', namespace: name },
        spec: {
          desc: 'Half a GPU',
          selector: { matchLabels: { 'runai-half-gpu': 'true' } },
          env: [
            { name: 'RUNAI_PROJECT', value: `team-${next % 100}` },
            { name: 'RUNAI_GPU_FRACTION', value: '0.5' },
          ],
          volumes: [{ name: 'token', secret: { secretName: `token-of-user-${next}` } }],
          volumeMounts: [{ name: 'token', mountPath: '/var/run/token' }],
        },
      });
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
}
