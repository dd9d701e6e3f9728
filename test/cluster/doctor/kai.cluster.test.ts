import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kubeconfigAccess } from '../../../src/cluster/kubeconfig.ts';
import { doctorCommand } from '../../../src/commands/doctor.ts';
import { apply, create, type Manifest, mergePatch } from '../api.ts';
import { addQueues, startKai } from '../kai.ts';
import { ensureNamespace } from '../namespaces.ts';
import { addFakeNodes } from '../nodes.ts';
import { optedIn } from '../own-webhook.ts';
import { waitForPods } from '../pods.ts';
import { describeOnCluster } from '../suite.ts';
import { registerWebhook } from '../webhook.ts';

/** Not preempted, as a notebook; and nobody has to be asked whether it fits. */
const interactive = (name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'alice', labels: { project: 'team-a', priorityClassName: 'build' } },
  spec: {
    schedulerName: 'kai-scheduler',
    containers: [{ name: 'main', image: 'example.com/none', resources: { limits: { 'nvidia.com/gpu': 1 } } }],
  },
});

const queueOf = (project: string): Manifest => ({
  apiVersion: 'scheduling.run.ai/v2',
  kind: 'Queue',
  metadata: { name: project },
});

describeOnCluster(
  'doctor beside KAI-Scheduler',
  {
    groups: ['kai'],
    start: async (cluster) => {
      // Under a name that sorts before ours.
      await startKai(cluster, { mutatingConfigurationName: 'a-kai-admission' });
      await addQueues(cluster, 'team-a');
      await addFakeNodes(cluster, { name: 'gpu-node', gpus: 2 });
    },
  },
  (cluster) => {
    it('knows its admission by what it registers, its queues, and why its scheduler starts nothing over quota', async () => {
      const { kubeConfig, authority, folder, kubeconfigPath } = cluster();
      await registerWebhook(cluster(), { port: 1, caBundle: authority.cert, by: 'url' });
      await ensureNamespace(cluster(), 'alice', { labels: { 'kai/project': 'team-a' } });
      await mergePatch(kubeConfig, queueOf('team-a'), { spec: { resources: { gpu: { quota: 0 } } } });
      await create(kubeConfig, interactive('first'));
      await create(kubeConfig, interactive('second'));
      await waitForPods(cluster(), 'alice', {
        count: 2,
        where: ({ status }) =>
          status?.conditions?.some(({ type, message }) => type === 'PodScheduled' && message) === true,
        logsOf: ['kai-scheduler', 'kai-podgrouper'],
      });
      await ensureNamespace(cluster(), 'alice', { labels: optedIn('team-a') });
      // As its operator is configured where nothing is chosen.
      await apply(kubeConfig, {
        apiVersion: 'kai.scheduler/v1',
        kind: 'Config',
        metadata: { name: 'kai-config' },
        spec: {},
      });
      const config = join(folder, 'config.yaml');
      writeFileSync(config, 'flavour: kai\n');

      const { stdout } = await doctorCommand({
        access: await kubeconfigAccess({ kubeconfig: kubeconfigPath }, {}),
        release: {},
        settings: { config, flags: {} },
        output: 'json',
        now: new Date(Date.now() + 600_000),
      });
      const { findings } = JSON.parse(stdout) as { findings: { check: string; object: string; problem: string }[] };
      const found = (check: string) =>
        findings.filter((one) => one.check === check).map(({ object, problem }) => `${object} ${problem}`);

      expect(found('webhook-order')).toEqual([
        expect.stringMatching(/ a-kai-admission \(KAI's admission\) is called before gpu-fraction-webhook/),
      ]);
      expect(found('queue-quota')).toEqual(['Queue team-a has no quota of gpu']);
      expect(found('waiting-pods')).toEqual([
        expect.stringMatching(
          /^2 pods wait for the same reason \(alice\/first, alice\/second\).*Non-preemptible workload is over quota/,
        ),
      ]);
      expect(found('gpu-sharing')).toEqual(['Config kai-config (kai.scheduler) has GPU sharing switched off']);
      expect(found('scheduler')).toEqual([]);
      expect(found('namespace-queue')).toEqual([]);
      expect(found('runtime-class')).toEqual([]);
    });
  },
);
