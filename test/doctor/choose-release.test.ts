import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/cluster/client.ts';
import { ObjectReader } from '../../src/cluster-reading/object-reader.ts';
import { type Reading, read } from '../../src/cluster-reading/reading.ts';
import type { WebhookConfigurationFacts } from '../../src/cluster-reading/webhook-configurations.ts';
import { chooseRelease, type ReleaseFound } from '../../src/doctor/reading/choose-release.ts';
import { FakeApiServer, list } from '../watching/fake-api-server.ts';
import { configuration } from './facts.ts';

const deployment = (namespace: string, name = 'hook', instance = 'gpu') => ({
  metadata: { name, namespace, labels: { 'app.kubernetes.io/instance': instance } },
  spec: { template: { spec: { containers: [{ name: 'webhook' }] } } },
});

const pointingTo = (namespace: string, webhook = 'by-label.pods.gpu-fraction-webhook', name = 'hook') =>
  configuration(`to-${namespace}`, { name: webhook, clientConfig: { service: { namespace, name } } });

const forbidden: Reading<never> = { kind: 'forbidden', what: 'x', rules: ['RULE'] };

async function chosen(
  deployments: readonly object[],
  mutating: Reading<readonly WebhookConfigurationFacts[]>,
  choice: Parameters<typeof chooseRelease>[1] = {},
): Promise<ReleaseFound> {
  const where = choice.namespace === undefined ? '' : `namespaces/${choice.namespace}/`;
  const fake = await new FakeApiServer().get(`/apis/apps/v1/${where}deployments`, list(deployments, '1')).start();
  return chooseRelease(new ObjectReader(new ApiClient(fake.access(), 2000)), choice, mutating);
}

const both = [deployment('alice'), deployment('gpu-system')];

describe('the release that is diagnosed', () => {
  it('is the registered one, whoever labels another so, and a note names the other', async () => {
    const { release, notes } = await chosen(both, read([configuration('other'), pointingTo('gpu-system')]));
    expect(release).toMatchObject({ namespace: 'gpu-system' });
    expect(notes).toEqual([
      'not taken for the release, though labelled so: Deployment alice/hook; MutatingWebhookConfiguration to-gpu-system points to namespace gpu-system (--namespace and --release choose another)',
    ]);
  });

  it('is in its namespace the one that is called as its Service is', async () => {
    const mutating = read([pointingTo('gpu-system', undefined, 'second')]);
    const { release } = await chosen([deployment('gpu-system'), deployment('gpu-system', 'second')], mutating);
    expect(release).toMatchObject({ deployment: 'second' });
  });

  it('is none where the registration points to nothing that is one', async () => {
    const { release, notes } = await chosen([deployment('alice')], read([pointingTo('gone')]));
    expect(release).toBeUndefined();
    expect(notes).toEqual([expect.stringContaining('Deployment alice/hook; MutatingWebhookConfiguration to-gone')]);
  });

  it('is the one that is named, also if it is not registered', async () => {
    const { release } = await chosen([deployment('alice')], read([pointingTo('gpu-system')]), { namespace: 'alice' });
    expect(release).toMatchObject({ namespace: 'alice' });
  });

  it('is not clear where two are registered', async () => {
    await expect(chosen(both, read([pointingTo('gpu-system'), pointingTo('alice')]))).rejects.toThrow(
      'there are 2 releases of gpu-fraction-webhook: choose one of --namespace gpu-system --release gpu, --namespace alice --release gpu',
    );
  });

  it.each<[string, Reading<readonly WebhookConfigurationFacts[]>, string]>([
    ['nothing is registered', read([]), 'no MutatingWebhookConfiguration tells which one counts'],
    [
      'a registration is by url',
      read([configuration('url', { name: 'by-label.pods.gpu-fraction-webhook', clientConfig: { url: 'https://x' } })]),
      'no MutatingWebhookConfiguration tells which one counts',
    ],
    ['that may not be read', forbidden, 'which one is registered is not known: doctor needs the permission RULE'],
  ])('is the first, and a note tells of the others, where %s', async (_, mutating, why) => {
    const { release, notes } = await chosen(both, mutating);
    expect(release).toMatchObject({ namespace: 'alice' });
    expect(notes).toEqual([
      `there are 2 Deployments that look like a release, and ${why}; taken is alice/hook, others are --namespace gpu-system --release gpu`,
    ]);
    const [one] = both;
    expect((await chosen(one ? [one] : [], mutating)).notes).toEqual([]);
  });

  it('is by default the one where the chart is installed by default', async () => {
    const { release } = await chosen([...both, deployment('gpu-fraction-webhook')], forbidden);
    expect(release).toMatchObject({ namespace: 'gpu-fraction-webhook' });
  });
});
