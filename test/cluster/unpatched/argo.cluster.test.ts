import { describe, expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { create, read } from '../api.ts';
import { startArgo } from '../argo.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn, startOwnWebhook } from '../own-webhook.ts';
import { waitForPods } from '../pods.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { installUnpatchedPolicy } from './unpatched-policy.ts';

/** A Workflow of one step that asks for half a GPU. */
function workflow(name: string, retryStrategy?: object): Manifest {
  const step = {
    name: 'step',
    metadata: { annotations: { 'gpu-fraction': '0.5' } },
    container: { image: 'example.com/none', command: ['train'] },
    ...(retryStrategy !== undefined && { retryStrategy }),
  };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name, namespace: 'argo-steps' },
    spec: { entrypoint: 'step', serviceAccountName: 'default', templates: [step] },
  };
}

/** Phases and messages of the Workflow's nodes, once the policy has refused the pod of one. */
async function refusedNodes(cluster: Cluster, of: Manifest): Promise<string[]> {
  return waitFor('Argo to tell of the refusal', async (saw) => {
    const found = await read<{ status?: { nodes?: Record<string, { phase: string; message?: string }> } }>(
      cluster.kubeConfig,
      of,
    );
    saw(found?.status);
    const nodes = Object.values(found?.status?.nodes ?? {});
    return nodes.some(({ message }) => message?.includes('unpatched: ')) && nodes.map(({ phase }) => phase);
  });
}

describe.each<[string, Record<string, string>, object | undefined, boolean]>([
  ['fails the step', {}, undefined, false],
  [
    'tries again when it is told that this error is transient',
    { TRANSIENT_ERROR_PATTERN: 'gpu-fraction-webhook-unpatched' },
    undefined,
    true,
  ],
  [
    'tries again where the step has a retryStrategy',
    {},
    { limit: '50', retryPolicy: 'Always', backoff: { duration: '1', factor: '1' } },
    true,
  ],
])('for a pod that the policy on unpatched pods refuses, Argo', (title, environment, retryStrategy, triesAgain) => {
  describeOnCluster(
    title,
    {
      groups: ['argo'],
      start: async (cluster) => {
        await ensureNamespace(cluster, 'argo-steps', { labels: optedIn('team-a') });
        await installUnpatchedPolicy(cluster);
        await startArgo(cluster, environment);
      },
    },
    (cluster) => {
      it('is seen', async () => {
        const of = await create(cluster().kubeConfig, workflow('train', retryStrategy));
        const phases = await refusedNodes(cluster(), of);
        if (!triesAgain) {
          expect(phases).toEqual([expect.stringMatching(/^(Error|Failed)$/)]);
          return;
        }

        await startOwnWebhook(cluster());

        const [pod] = await waitForPods(cluster(), 'argo-steps', { logsOf: ['workflow-controller'] });
        expect(pod?.spec?.schedulerName).toBe('kai-scheduler');
        expect(pod?.metadata?.annotations).toMatchObject({
          'gpu-fraction': '0.5',
          'gpu-fraction-container-name': 'main',
        });
      });
    },
  );
});
