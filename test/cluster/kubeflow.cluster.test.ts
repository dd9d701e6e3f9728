import type { V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import type { Manifest } from './api.ts';
import { create } from './api.ts';
import { ensureNamespace, ensureServiceAccounts } from './namespaces.ts';
import { startNotebookController } from './notebook-controller.ts';
import { profileLabels, startPodDefaults } from './poddefaults.ts';
import { waitForPods } from './pods.ts';
import { describeOnCluster } from './suite.ts';
import { waitFor } from './wait.ts';

function notebook(namespace: string, labels: Record<string, string>): Manifest {
  return {
    apiVersion: 'kubeflow.org/v1',
    kind: 'Notebook',
    metadata: { name: 'book', namespace, labels },
    spec: {
      template: {
        spec: { serviceAccountName: 'default-editor', containers: [{ name: 'book', image: 'example.com/jupyter' }] },
      },
    },
  };
}

function podDefault(namespace: string): Manifest {
  return {
    apiVersion: 'kubeflow.org/v1alpha1',
    kind: 'PodDefault',
    metadata: { name: 'gpu-half', namespace },
    spec: {
      desc: 'Half a GPU',
      selector: { matchLabels: { 'gpu-half': 'true' } },
      env: [{ name: 'RUNAI_GPU_FRACTION', value: '0.5' }],
    },
  };
}

function environment(pod: V1Pod | undefined): Record<string, string | undefined> {
  return Object.fromEntries((pod?.spec?.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
}

describeOnCluster(
  'Kubeflow’s notebook-controller',
  { groups: ['notebook-controller'], start: startNotebookController },
  (cluster) => {
    it('makes a StatefulSet and a pod of a Notebook, with the labels of the Notebook', async () => {
      await ensureNamespace(cluster(), 'alice', { labels: profileLabels });
      await ensureServiceAccounts(cluster(), 'alice', 'default-editor');
      await create(cluster().kubeConfig, notebook('alice', { 'gpu-half': 'true' }));

      const [pod] = await waitForPods(cluster(), 'alice', { logsOf: ['notebook-controller'] });

      expect(pod?.metadata?.name).toBe('book-0');
      expect(pod?.metadata?.ownerReferences?.map(({ kind, name }) => `${kind}/${name}`)).toEqual(['StatefulSet/book']);
      expect(pod?.metadata?.labels).toMatchObject({ 'notebook-name': 'book', statefulset: 'book', 'gpu-half': 'true' });
      expect(environment(pod)['NB_PREFIX']).toBe('/notebook/alice/book');
    });
  },
);

describeOnCluster(
  'Kubeflow’s PodDefaults webhook',
  { groups: ['poddefaults'], start: (cluster) => startPodDefaults(cluster) },
  (cluster) => {
    const pod = (namespace: string): Manifest => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { generateName: 'pod-', namespace, labels: { 'gpu-half': 'true' } },
      spec: { containers: [{ name: 'main', image: 'example.com/none' }] },
    });

    it('puts a PodDefault’s env into the pods that its selector matches', async () => {
      await ensureNamespace(cluster(), 'profile', { labels: profileLabels });
      await create(cluster().kubeConfig, podDefault('profile'));

      const created = await waitFor('a pod with the PodDefault applied', async (saw) => {
        const candidate = await create(cluster().kubeConfig, pod('profile'));
        saw(candidate);
        return candidate.metadata.annotations !== undefined && candidate;
      });

      expect(environment(created as V1Pod)).toEqual({ RUNAI_GPU_FRACTION: '0.5' });
      expect(Object.keys(created.metadata.annotations ?? {})).toEqual([
        'poddefault.admission.kubeflow.org/poddefault-gpu-half',
      ]);
    });

    it('leaves namespaces alone that are not a profile', async () => {
      await ensureNamespace(cluster(), 'no-profile');
      await create(cluster().kubeConfig, podDefault('no-profile'));

      const created = await create(cluster().kubeConfig, pod('no-profile'));

      expect(environment(created as V1Pod)).toEqual({});
    });
  },
);
