import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { apply, call } from '../../api.ts';
import { admissionConfiguration } from '../../client-certificate/admission-configuration.ts';
import { createAuthority } from '../../credentials.ts';
import { ensureNamespace } from '../../namespaces.ts';
import { optedIn } from '../../own-webhook.ts';
import { describeOnNode } from '../suite.ts';
import { install, RELEASE, untilPatched } from './release.ts';

const NAMESPACE = 'team-space';

const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-admission-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const authority = await createAuthority();
const flag = admissionConfiguration(folder, await authority.client('kube-apiserver', []));

describeOnNode(
  'an installation that answers none but the API server',
  { groups: ['helm4'], ownImage: true, apiServerFlags: [flag] },
  (running) => {
    it('takes the authority from a ConfigMap, and patches pods', async () => {
      const { cluster } = running();
      await ensureNamespace(cluster, RELEASE);
      await ensureNamespace(cluster, NAMESPACE, { labels: optedIn('team-a') });
      await apply(cluster.kubeConfig, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'apiserver-client-ca', namespace: RELEASE },
        data: { 'ca.crt': authority.cert },
      });
      const notes = await install(cluster, 'helm4', {
        config: { flavour: 'kai' },
        clientCertificate: { configMap: 'apiserver-client-ca' },
      });
      expect(notes).toContain(`has to name one for ${RELEASE}.${RELEASE}.svc`);
      await untilPatched(cluster, NAMESPACE);
    });

    it('turns away whoever comes without a certificate', async () => {
      // By way of the API server's proxy to Services, which shows none.
      const path = `/api/v1/namespaces/${RELEASE}/services/https:${RELEASE}:webhook/proxy/mutate`;
      const { status, body } = await call(running().cluster.kubeConfig, 'POST', path, {});
      expect({ status, body }).toMatchObject({ status: 401, body: { error: 'client-certificate-missing' } });
    });
  },
);
