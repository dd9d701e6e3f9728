import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppsV1Api, CoreV1Api } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { kubeconfigAccess } from '../../../../src/cluster/kubeconfig.ts';
import { doctorCommand } from '../../../../src/commands/doctor.ts';
import { CHART_FOLDER, HELMS, type Helm } from '../../../chart/helm.ts';
import { create, createSeeing } from '../../api.ts';
import type { Cluster } from '../../control-plane.ts';
import { ensureNamespace } from '../../namespaces.ts';
import { optedIn, probe } from '../../own-webhook.ts';
import { waitFor } from '../../wait.ts';
import { tinyImage } from '../images.ts';
import { describeOnNode } from '../suite.ts';
import { isReady, waitForPod } from '../workloads.ts';
import { expectNothingLost, startLoad } from './load.ts';
import { helm, install, leftovers, RELEASE, settled, untilPatched, upgrade } from './release.ts';

const NAMESPACE = 'team-space';

/** What is the same in every installation here. */
const KAI = { config: { flavour: 'kai' } };

/** The same chart as somebody has installed it before: of a lower version, with other values. */
function olderChart(cluster: Cluster): string {
  const folder = join(mkdtempSync(join(cluster.folder, 'chart-')), RELEASE);
  cpSync(CHART_FOLDER, folder, { recursive: true });
  const file = join(folder, 'Chart.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^version: .*$/m, 'version: 0.0.9'));
  return folder;
}

/** Helm's words about a second release, in a namespace of its own. */
async function secondRelease(cluster: Cluster, which: Helm): Promise<string> {
  try {
    await helm(cluster, which, ['install', 'another', CHART_FOLDER], { ...KAI, webhook: { name: 'fraction' } });
    return 'installed';
  } catch (error) {
    return (error as Error).message;
  }
}

for (const which of HELMS) {
  describeOnNode(`an installation by ${which}`, { groups: [which], ownImage: true }, (running) => {
    it('patches the pods of a namespace from the moment on in which it is labelled', async () => {
      const { cluster } = running();
      const notes = await install(
        cluster,
        which,
        { ...KAI, config: { ...KAI.config, logLevel: 'debug' } },
        olderChart(cluster),
      );
      expect(notes).toContain('kubectl label namespace kubeflow-alice runai-injection=enabled');
      expect(notes).toContain('WARNING: the cluster has neither Run:ai nor KAI');
      await ensureNamespace(cluster, NAMESPACE);
      const { spec: before } = await create(cluster.kubeConfig, probe(NAMESPACE), '?dryRun=All');
      expect(before).toMatchObject({ schedulerName: 'default-scheduler' });

      await ensureNamespace(cluster, NAMESPACE, { labels: optedIn('team-a') });

      await untilPatched(cluster, NAMESPACE);
    });

    it('lets a patched pod run', async () => {
      const { cluster } = running();
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'half', namespace: NAMESPACE, annotations: { RUNAI_GPU_FRACTION: '50%' } },
        spec: { containers: [{ name: 'main', image: tinyImage }] },
      };
      await create(cluster.kubeConfig, pod);
      const { metadata, spec } = await waitForPod(cluster, { namespace: NAMESPACE, name: 'half' }, 'ready', isReady);
      expect(spec?.schedulerName).toBe('kai-scheduler');
      expect(metadata?.labels).toMatchObject({ project: 'team-a' });
      expect(metadata?.annotations).toMatchObject({
        'gpu-fraction': '0.5',
        'gpu-fraction-container-name': 'main',
        'gpu-fraction-webhook/decision': expect.stringContaining('routed (asked)'),
      });
    });

    it('is found by doctor, which asks every replica, and misses nothing but a scheduler', async () => {
      const { cluster } = running();
      const access = await kubeconfigAccess({ kubeconfig: cluster.kubeconfigPath }, {});
      const { stdout } = await doctorCommand({
        access,
        release: {},
        settings: { config: undefined, flags: {} },
        output: 'json',
      });
      const { release, settings, checks, findings } = JSON.parse(stdout) as Record<string, unknown[]>;
      expect({ release, settings }).toEqual({
        release: { namespace: RELEASE, name: RELEASE },
        settings: `ConfigMap ${RELEASE}/${RELEASE}`,
      });
      expect(findings).toEqual([expect.objectContaining({ check: 'scheduler', severity: 'warning' })]);
      const ofReplicas = ['registration', 'trust', 'endpoints', 'certificates', 'watches', 'permissions'];
      expect(checks).toEqual(
        expect.arrayContaining(ofReplicas.map((check) => ({ check, state: 'ok', notes: [], findings: 0 }))),
      );
    });

    it('says in the answer what is wrong with a pod', async () => {
      const pod = probe(NAMESPACE);
      pod.metadata.annotations = { 'gpu-fraction': '1.5' };
      await expect(create(running().cluster.kubeConfig, pod)).rejects.toThrow(/1\.5/);
    });

    it('passes its own test, which leaves nothing but its log', async () => {
      const { cluster } = running();
      const printed = await helm(cluster, which, ['test', RELEASE, '--timeout=90s']);
      expect(printed).toMatch(/Phase:\s+Succeeded/);
      const namespaces = await cluster.kubeConfig.makeApiClient(CoreV1Api).listNamespace();
      const left = namespaces.items.filter(({ status }) => status?.phase !== 'Terminating');
      expect(left.map(({ metadata }) => metadata?.name)).not.toContain(`${RELEASE}-verify`);
    });

    it('is the only one that a cluster takes', async () => {
      const said = await secondRelease(running().cluster, which);
      expect(said).toContain(`gpu-fraction-webhook is in this cluster already, as release ${RELEASE}`);
      expect(said).toContain('would patch every pod twice');
    });

    it('is upgraded and rolled back under load, and no pod is refused or left unpatched', async () => {
      const { cluster } = running();
      const load = await startLoad(cluster, { namespace: NAMESPACE });
      await upgrade(cluster, which, KAI);
      await settled(cluster);
      await helm(cluster, which, ['rollback', RELEASE, '1', '--wait', '--timeout=90s']);
      await settled(cluster);
      expectNothingLost(await load.stop());
    }, 240_000);

    it('leaves nothing that could block a pod when it is removed, and the namespace can have it again', async () => {
      const { cluster } = running();
      await helm(cluster, which, ['uninstall', RELEASE, '--wait', '--timeout=90s']);
      expect(await leftovers(cluster)).toEqual([]);
      const { spec } = await create(cluster.kubeConfig, probe(NAMESPACE), '?dryRun=All');
      expect(spec).toMatchObject({ schedulerName: 'default-scheduler' });

      await install(cluster, which, { ...KAI, webhook: { failurePolicy: 'Fail' } });
      await untilPatched(cluster, NAMESPACE);
    }, 240_000);

    it('leaves nothing that could block a pod, although its Deployment is gone and its policies are strict', async () => {
      const { cluster } = running();
      await upgrade(cluster, which, { ...KAI, webhook: { failurePolicy: 'Fail' }, policies: { unpatched: 'deny' } });
      const apps = cluster.kubeConfig.makeApiClient(AppsV1Api);
      await apps.deleteNamespacedDeployment({ namespace: RELEASE, name: RELEASE });
      await helm(cluster, which, ['uninstall', RELEASE, '--wait', '--timeout=90s']);
      expect(await leftovers(cluster)).toEqual([]);
      const pod = { ...probe(NAMESPACE) };
      pod.metadata.annotations = { 'gpu-fraction': '0.5' };
      // A policy is in force for a moment after it is gone.
      await waitFor('the policy to be forgotten', async (saw) => {
        const { body, warnings } = await createSeeing(cluster.kubeConfig, pod, '?dryRun=All');
        saw({ body, warnings });
        return warnings.length === 0 && (body as { spec: { schedulerName: string } }).spec.schedulerName;
      });
    }, 240_000);
  });
}
