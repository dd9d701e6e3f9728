import { readFileSync } from 'node:fs';
import { CoreV1Api } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { loadSettings } from '../../../../src/settings/load.ts';
import { SurroundingsStore } from '../../../../src/surroundings/store.ts';
import { create, type Manifest, mergePatch } from '../../api.ts';
import { startArgo } from '../../argo.ts';
import type { Cluster } from '../../control-plane.ts';
import { startKubeRay } from '../../kuberay.ts';
import { ensureServiceAccounts } from '../../namespaces.ts';
import { events, waitForPods } from '../../pods.ts';
import { explainedFacts, told } from '../../systems/explained-facts.ts';
import { statefulSetOf } from '../../systems/notebook.ts';
import { factsOf } from '../../systems/pod-facts.ts';
import { waitFor } from '../../wait.ts';
import { installOpenCrd, podDefaults } from '../../watches/open-crd.ts';
import { describeOnNode } from '../suite.ts';
import { install, untilPatched } from './release.ts';

/** The namespace of all samples. */
const NAMESPACE = 'kubeflow-alice';

const read = (name: string): Manifest[] =>
  parseAllDocuments(readFileSync(`deploy/samples/${name}.yaml`, 'utf8')).map((document) => document.toJS() as Manifest);

const AROUND = ['namespace', 'poddefault-half-gpu', 'poddefault-whole-gpu'].flatMap(read);

/** What is decided by default, and what there is to know. */
const { decision } = loadSettings(undefined);
const surroundings = new SurroundingsStore(decision);
for (const object of AROUND) surroundings.upsert(object);

/** Each sample, and how many pods come of it at first. */
const SAMPLES: readonly { name: string; pods: number }[] = [
  { name: 'kfp-v1-half-gpu', pods: 1 },
  { name: 'kfp-v1-whole-gpu', pods: 1 },
  { name: 'kfp-v2', pods: 2 },
  { name: 'magnus', pods: 1 },
  { name: 'mlflow-fraction', pods: 1 },
  { name: 'mlflow-interactive', pods: 1 },
  { name: 'mlflow-whole-gpu', pods: 1 },
  { name: 'notebook-half-gpu', pods: 1 },
  { name: 'notebook-whole-gpu', pods: 1 },
  { name: 'raycluster', pods: 3 },
  { name: 'tfx', pods: 1 },
];

/** Without a notebook-controller, what it would make of a Notebook. */
function asCreated(object: Manifest): Manifest {
  if (object.kind !== 'Notebook') return object;
  const made = statefulSetOf(object);
  return { ...made, metadata: { ...made.metadata, namespace: NAMESPACE } };
}

async function start(cluster: Cluster): Promise<void> {
  await installOpenCrd(cluster, podDefaults);
  await startArgo(cluster);
  await startKubeRay(cluster);
  await install(cluster, 'helm4');
  // Kubeflow's Profile is of no use here: what its controller makes of it is in the file before it.
  for (const object of AROUND.filter(({ kind }) => kind !== 'Profile')) await create(cluster.kubeConfig, object);
  await ensureServiceAccounts(cluster, NAMESPACE, 'default-editor');
  await untilPatched(cluster, NAMESPACE);
  // Images of the samples are not here, so nothing of them need be started.
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  for (const { metadata } of (await core.listNode()).items) {
    await mergePatch(
      cluster.kubeConfig,
      { apiVersion: 'v1', kind: 'Node', metadata: { name: metadata?.name ?? '' } },
      { spec: { unschedulable: true } },
    );
  }
}

describeOnNode(
  'the samples, with the chart installed',
  { groups: ['helm4', 'argo', 'kuberay'], ownImage: true, start: ({ cluster }) => start(cluster) },
  (running) => {
    it.each(SAMPLES)('come out as explain says: $name', async ({ name, pods: count }) => {
      const { cluster } = running();
      const objects = read(name);
      const before = new Set((await podsOf(cluster)).map(({ metadata }) => metadata?.uid));
      for (const object of objects) await create(cluster.kubeConfig, asCreated(object));

      const pods = await waitForPods(cluster, NAMESPACE, {
        count,
        where: ({ metadata }) => !before.has(metadata?.uid),
      });

      const explained = explainedFacts(objects, surroundings, decision);
      for (const pod of pods) expect(explained).toContainEqual(told(factsOf(pod)));
      expect(pods.some(({ spec }) => spec?.schedulerName === 'runai-scheduler')).toBe(true);
    });

    it('come out as explain says: refused-other-team, whose Job says why', async () => {
      const { cluster } = running();
      for (const object of read('refused-other-team')) await create(cluster.kubeConfig, object);
      const said = await waitFor('the refusal among the events', async (saw) => {
        const all = await events(cluster, NAMESPACE);
        saw(all);
        return all.find((event) => event.includes('borrowed-quota') && event.includes('denied the request'));
      });
      expect(said).toContain('foreign-project');
    });
  },
);

const podsOf = (cluster: Cluster) => waitForPods(cluster, NAMESPACE, { count: 0 });
