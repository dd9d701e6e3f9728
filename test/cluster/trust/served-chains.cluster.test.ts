import { expect, it, onTestFinished } from 'vitest';
import { SecretMount } from '../../certificates/secret-mount.ts';
import { servedChains } from '../../certificates/served-chains.ts';
import { apply, create, type Manifest, remove } from '../api.ts';
import { ensureNamespace } from '../namespaces.ts';
import { probe } from '../own-webhook.ts';
import { startReplicaWith } from '../self-managed/self-managed-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { administrator } from '../watches/watching.ts';
import { clientConfig } from '../webhook.ts';

const namespace = 'chains';
const service = { namespace: 'chains-webhook', name: 'chains' };
const HOST = `${service.name}.${service.namespace}.svc`;
const chains = await servedChains(HOST);

describeOnCluster('what we say about a served chain', {}, (cluster) => {
  it.each(chains)('is what the API server does about $what: $isAccepted', async ({ pair, bundle, isAccepted }) => {
    const mount = new SecretMount(pair);
    onTestFinished(() => mount.remove());
    await ensureNamespace(cluster(), namespace, { labels: { chains: 'yes' } });
    const configuration: Manifest = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'chains' },
    };
    const replica = await startReplicaWith(cluster(), await administrator(cluster()), {
      tlsCertDir: mount.folder,
      registration: { webhookConfiguration: 'chains' },
    });
    await apply(cluster().kubeConfig, {
      ...configuration,
      webhooks: [
        {
          name: HOST,
          clientConfig: await clientConfig(cluster(), {
            port: replica.server.httpsAddress.port,
            path: '/mutate',
            caBundle: bundle,
            service,
            by: 'service',
          }),
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
          namespaceSelector: { matchLabels: { chains: 'yes' } },
          failurePolicy: 'Fail',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
        },
      ],
    });
    const verdict = await waitFor('the API server to judge', async (saw) => {
      try {
        const { spec } = await create(cluster().kubeConfig, probe(namespace), '?dryRun=All');
        const { schedulerName } = spec as { schedulerName: string };
        saw(schedulerName);
        return schedulerName === 'kai-scheduler' ? 'accepted' : undefined;
      } catch (error) {
        saw(error);
        return /x509|tls: failed to verify/.test((error as Error).message) ? 'refused' : undefined;
      }
    });
    expect(verdict).toBe(isAccepted ? 'accepted' : 'refused');
    await waitFor('us to say so', async (saw) => {
      saw(replica.certificates.problem());
      return (replica.certificates.problem() === undefined) === isAccepted;
    });
    await replica.stop();
    await remove(cluster().kubeConfig, configuration);
  });
});
