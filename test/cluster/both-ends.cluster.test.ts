import { expect, it } from 'vitest';
import { callOk, createSeeing } from './api.ts';
import { auditFlags } from './audit-log.ts';
import { requiredVersion } from './go-build.ts';
import { judge } from './judgement.ts';
import { ensureNamespace } from './namespaces.ts';
import { optedIn, probe, startOwnWebhook } from './own-webhook.ts';
import { installPodGroupCrd, podGroup } from './quota/pod-group.ts';
import { installQuotaPolicy } from './quota/quota-policy.ts';
import { describeOnCluster } from './suite.ts';
import { waitFor } from './wait.ts';

// What depends on the version: the fields of a registration and of a policy, and the CEL that their conditions may use.
const ENDS = [
  { kubernetes: 'oldest', minor: '1.30', mutatingPolicies: false },
  { kubernetes: 'newest', minor: '1.37', mutatingPolicies: true },
] as const;

for (const { kubernetes, minor, mutatingPolicies } of ENDS) {
  describeOnCluster(`the ${kubernetes} Kubernetes`, { kubernetes, apiServerFlags: auditFlags }, (cluster) => {
    it(`is ${minor}`, () => {
      expect(cluster().version).toBe(requiredVersion(`kubernetes-${kubernetes}`, 'k8s.io/kubernetes'));
      expect(cluster().version.startsWith(`v${minor}.`)).toBe(true);
    });

    // What `kubectl` goes by. Generally available in 1.36; before, a beta that is off by default, and of another version.
    it(`serves ${mutatingPolicies ? 'mutating policies too' : 'no mutating policies'} in v1`, async () => {
      const { body } = await callOk(cluster().kubeConfig, 'GET', '/apis/admissionregistration.k8s.io/v1');
      const kinds = new Set((body as { resources: { kind: string }[] }).resources.map(({ kind }) => kind));
      expect([...kinds].filter((kind) => kind.endsWith('AdmissionPolicy')).sort()).toEqual([
        ...(mutatingPolicies ? ['MutatingAdmissionPolicy'] : []),
        'ValidatingAdmissionPolicy',
      ]);
    });

    it('calls the webhook for a labelled namespace, and for one whose name has the prefix', async () => {
      await startOwnWebhook(cluster(), {
        settings: { namespacePrefixes: ['kubeflow-'] },
        registration: { namespacePrefixes: ['kubeflow-'] },
      });
      await ensureNamespace(cluster(), 'kubeflow-alice');
      const { kubeConfig } = cluster();

      // The API server takes a moment to learn of the second webhook too.
      const { warnings } = await waitFor('a call', async (saw) => {
        const answer = await createSeeing(kubeConfig, probe('kubeflow-alice'), '?dryRun=All');
        saw(answer);
        return answer.warnings.length > 0 && answer;
      });
      expect(warnings[0]).toMatch(/^gpu-fraction-webhook: /);
      expect((await createSeeing(kubeConfig, probe('default'), '?dryRun=All')).warnings).toEqual([]);
    });

    it('refuses a PodGroup in a queue of another project, by the admission policy', async () => {
      await installPodGroupCrd(cluster());
      await ensureNamespace(cluster(), 'alice', { labels: optedIn('team-a') });
      await installQuotaPolicy(cluster());

      const judged = await judge(cluster(), podGroup('alice', { name: 'foreign', spec: { queue: 'team-b' } }));
      expect(judged.refused?.message).toContain('team-b');
    });
  });
}
