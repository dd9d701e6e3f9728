import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AdmissionregistrationV1Api, CoreV1Api } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { CHART_FOLDER } from '../../../chart/helm.ts';
import { callOk, mergePatch } from '../../api.ts';
import { startCertManager } from '../../cert-manager.ts';
import type { Cluster } from '../../control-plane.ts';
import { ensureNamespace } from '../../namespaces.ts';
import { optedIn } from '../../own-webhook.ts';
import { waitFor } from '../../wait.ts';
import { describeOnNode } from '../suite.ts';
import { expectNothingLost, startLoad } from './load.ts';
import { helm, install, leftovers, RELEASE, settled, untilPatched } from './release.ts';

const NAMESPACE = 'team-space';

/** Nobody signs with an authority before the API server has had a twelfth of a leaf's life to learn of it, a minute at most. */
const LIVE_SHORT = { authoritySeconds: 86_400, leafSeconds: 90 };

const from = (source: 'self' | 'certManager') => ({
  config: { flavour: 'kai' },
  certificates: { source, ...(source === 'self' && { self: LIVE_SHORT }) },
});

interface Issued {
  readonly serial: string;
  readonly authority: string;
}

async function start(cluster: Cluster): Promise<void> {
  await startCertManager(cluster);
  await install(cluster, 'helm4', from('self'));
  await ensureNamespace(cluster, NAMESPACE, { labels: optedIn('team-a') });
  await untilPatched(cluster, NAMESPACE);
}

/** What cert-manager has put into a Secret, by default the one that is mounted. */
async function issued({ kubeConfig }: Cluster, name = `${RELEASE}-tls`): Promise<Issued> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const { data = {} } = await core.readNamespacedSecret({ namespace: RELEASE, name });
  const { serialNumber } = new X509Certificate(Buffer.from(data['tls.crt'] ?? '', 'base64'));
  return { serial: serialNumber, authority: data['ca.crt'] ?? '' };
}

/** Whom the API server trusts, for each webhook of the configuration. */
async function trusted({ kubeConfig }: Cluster): Promise<readonly (string | undefined)[]> {
  const registration = kubeConfig.makeApiClient(AdmissionregistrationV1Api);
  const { webhooks = [] } = await registration.readMutatingWebhookConfiguration({ name: RELEASE });
  return webhooks.map(({ clientConfig }) => clientConfig.caBundle);
}

const certificatesIn = (bundle = ''): readonly string[] =>
  Buffer.from(bundle, 'base64')
    .toString()
    .match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? [];

/** For each replica, the serial number of the certificate that it serves by its log. */
async function served({ kubeConfig }: Cluster): Promise<readonly (string | undefined)[]> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const labelSelector = `app.kubernetes.io/name=${RELEASE}`;
  const { items } = await core.listNamespacedPod({ namespace: RELEASE, labelSelector });
  const logs = items.map(({ metadata }) =>
    core.readNamespacedPodLog({ namespace: RELEASE, name: metadata?.name ?? '' }),
  );
  return (await Promise.all(logs)).map(
    (log) => [...log.matchAll(/"serial":"([0-9A-F]+)".*"certificate loaded"/g)].at(-1)?.[1],
  );
}

/** Asks cert-manager for another certificate, as `cmctl renew` does, and waits for it. */
async function renew(cluster: Cluster, certificate: string, secret: string): Promise<void> {
  const before = await issued(cluster, secret);
  const asked = { type: 'Issuing', status: 'True', reason: 'ManuallyTriggered', message: 'asked for by a test' };
  await mergePatch(
    cluster.kubeConfig,
    { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name: certificate, namespace: RELEASE } },
    { status: { conditions: [{ ...asked, lastTransitionTime: new Date() }] } },
    '/status',
  );
  await waitFor('another certificate', async () => (await issued(cluster, secret)).serial !== before.serial);
}

/** The kubelet of a usual node brings a Secret within two minutes, and a new issuer has to be known for one. */
const untilServed = (cluster: Cluster): Promise<unknown> =>
  waitFor(
    'every replica to serve what is in the Secret',
    async (saw) => {
      const [{ serial }, serials] = await Promise.all([issued(cluster), served(cluster)]);
      saw(serials);
      return serials.every((one) => one === serial);
    },
    { timeoutSeconds: 200 },
  );

/** An upgrade that changes only where certificates come from, while pods are created. */
async function changeTo(cluster: Cluster, source: 'self' | 'certManager'): Promise<void> {
  const load = await startLoad(cluster, { namespace: NAMESPACE });
  await helm(cluster, 'helm4', ['upgrade', RELEASE, CHART_FOLDER, '--wait', '--timeout=180s'], from(source));
  await settled(cluster);
  expectNothingLost(await load.stop());
}

describeOnNode(
  'certificates from cert-manager',
  { groups: ['helm4', 'cert-manager'], ownImage: true, start: ({ cluster }) => start(cluster) },
  (running) => {
    it('take the place of the program’s own, and no pod is refused or left unpatched', async () => {
      const { cluster } = running();
      await changeTo(cluster, 'certManager');
      const { serial, authority } = await issued(cluster);
      expect(await served(cluster)).toEqual([serial, serial]);
      // What docs/certificates.md says of those that were there before.
      const [bundle = ''] = await trusted(cluster);
      expect(certificatesIn(bundle)).toHaveLength(3);
      expect(certificatesIn(bundle)).toContain(certificatesIn(authority)[0]);
    }, 300_000);

    it('are alone in the caBundle when somebody has emptied it', async () => {
      const { cluster } = running();
      const bundle = '/webhooks/0/clientConfig/caBundle';
      await callOk(
        cluster.kubeConfig,
        'PATCH',
        `/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${RELEASE}`,
        [{ op: 'remove', path: bundle }],
        'application/json-patch+json',
      );
      const { authority } = await issued(cluster);
      await waitFor('the injector', async (saw) => {
        const bundles = await trusted(cluster);
        saw(bundles);
        return bundles.every((one) => one === authority);
      });
      await untilPatched(cluster, NAMESPACE);
      await settled(cluster);
    });

    it('are taken up when they are renewed, by a new authority even, and no pod is refused or left unpatched', async () => {
      const { cluster } = running();
      const load = await startLoad(cluster, { namespace: NAMESPACE });
      const before = await issued(cluster);
      await renew(cluster, `${RELEASE}-ca`, `${RELEASE}-issuer`);
      await renew(cluster, RELEASE, `${RELEASE}-tls`);
      await untilServed(cluster);
      // Some more, by the new one.
      await sleep(5000);
      expectNothingLost(await load.stop());
      const after = await issued(cluster);
      expect(after.authority).not.toBe(before.authority);
      expect((await trusted(cluster)).map(certificatesIn)).toEqual([
        [...certificatesIn(before.authority), ...certificatesIn(after.authority)],
      ]);
    }, 500_000);

    it('give way to the program’s own again, and no pod is refused or left unpatched', async () => {
      await changeTo(running().cluster, 'self');
    }, 300_000);

    it('leave cert-manager’s Secrets behind, and nothing else', async () => {
      const { cluster } = running();
      await helm(cluster, 'helm4', ['uninstall', RELEASE, '--wait', '--timeout=90s']);
      expect(await leftovers(cluster)).toEqual(['issuer', 'tls'].map((end) => `Secret ${RELEASE}-${end}`));
    });
  },
);
