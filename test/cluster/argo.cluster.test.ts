import { expect, it } from 'vitest';
import type { Manifest } from './api.ts';
import { create } from './api.ts';
import { startArgo } from './argo.ts';
import { setPodStatus } from './kubelet.ts';
import { ensureNamespace } from './namespaces.ts';
import { waitForPods } from './pods.ts';
import { describeOnCluster } from './suite.ts';

const logsOf = ['workflow-controller'];

function workflow(namespace: string, steps: string[]): Manifest {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name: 'run', namespace },
    spec: {
      entrypoint: 'all',
      serviceAccountName: 'default',
      templates: [
        { name: 'all', steps: steps.map((name) => [{ name, template: 'step' }]) },
        { name: 'step', container: { image: 'example.com/none', command: ['train'] } },
      ],
    },
  };
}

describeOnCluster('Argo’s workflow-controller', { groups: ['argo'], start: startArgo }, (cluster) => {
  it('makes a pod of a step: first the container wait, then main, owned by the Workflow', async () => {
    await ensureNamespace(cluster(), 'one-step');
    await create(cluster().kubeConfig, workflow('one-step', ['only']));

    const [pod] = await waitForPods(cluster(), 'one-step', { logsOf });

    expect(pod?.spec?.containers.map(({ name }) => name)).toEqual(['wait', 'main']);
    expect(pod?.spec?.initContainers?.map(({ name }) => name)).toEqual(['init']);
    expect(pod?.metadata?.labels).toMatchObject({ 'workflows.argoproj.io/workflow': 'run' });
    expect(pod?.metadata?.ownerReferences?.map(({ kind, name }) => `${kind}/${name}`)).toEqual(['Workflow/run']);
  });

  it('starts the next step when the pod of the one before has succeeded', async () => {
    await ensureNamespace(cluster(), 'two-steps');
    await create(cluster().kubeConfig, workflow('two-steps', ['first', 'second']));
    const [first] = await waitForPods(cluster(), 'two-steps', { logsOf });
    if (first === undefined) throw new Error('the first step has no pod');

    await setPodStatus(cluster(), first, 'Succeeded');

    const pods = await waitForPods(cluster(), 'two-steps', { count: 2, logsOf });
    expect(new Set(pods.map(({ metadata }) => metadata?.annotations?.['workflows.argoproj.io/node-name']))).toEqual(
      new Set(['run[0].first', 'run[1].second']),
    );
  });
});
