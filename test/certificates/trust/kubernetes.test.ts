import { expect, it } from 'vitest';
import { kubernetesRegistration } from '../../../src/certificates/trust/kubernetes.ts';
import { ApiServerClock } from '../../../src/cluster/clock.ts';
import { ObjectClient } from '../../../src/cluster/objects.ts';
import { type ApiCall, type ScriptedAnswer, scriptedApiServer } from './api-server.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function registrationAt(answer: (call: ApiCall) => ScriptedAnswer) {
  const { access, calls } = await scriptedApiServer(answer);
  return { registration: kubernetesRegistration(new ObjectClient(access, new ApiServerClock()), 'webhook'), calls };
}

it('reads the bundles of a registration, and writes those it is told with the version that was read', async () => {
  const webhooks = [
    { name: 'one', clientConfig: { caBundle: base64('old') }, timeoutSeconds: 3 },
    { name: 'two', clientConfig: { service: { namespace: 'system', name: 'webhook', path: '/mutate' } } },
    { name: 'three', clientConfig: { url: 'https://[2001:db8::7]:8443/mutate' } },
  ];
  const { registration, calls } = await registrationAt(() => ({
    body: { metadata: { resourceVersion: '9' }, webhooks },
  }));
  const read = await registration.read();
  expect(read).toEqual({
    version: '9',
    webhooks: [
      { name: 'one', caBundle: 'old' },
      { name: 'two', caBundle: '', serverName: 'webhook.system.svc' },
      { name: 'three', caBundle: '', serverName: '2001:db8::7' },
    ],
  });
  await registration.write([{ name: 'two', caBundle: 'new' }], { version: '9', webhooks: [] });
  expect(calls.at(-1)).toEqual({
    method: 'PATCH',
    url: '/k8s/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/webhook?fieldManager=gpu-fraction-webhook',
    contentType: 'application/strategic-merge-patch+json',
    body: {
      metadata: { resourceVersion: '9' },
      webhooks: [{ name: 'two', clientConfig: { caBundle: base64('new') } }],
    },
  });
});

it('knows a registration that is not there from one without webhooks', async () => {
  const answers = [{ status: 404 }, { body: { metadata: { resourceVersion: '1' } } }];
  const { registration } = await registrationAt(() => answers.shift() ?? {});
  expect(await registration.read()).toBeUndefined();
  expect(await registration.read()).toEqual({ version: '1', webhooks: [] });
});

it('writes the rule down that is missing for a read, or for a write', async () => {
  const body = { kind: 'Status', message: 'cannot do this' };
  const { registration } = await registrationAt(() => ({ status: 403, body }));
  await expect(registration.read()).rejects.toThrow(
    /HTTP 403: cannot do this; add the rule \{apiGroups: \["admissionregistration.k8s.io"\], resources: \[mutatingwebhookconfigurations\], resourceNames: \[webhook\], verbs: \[get\]\} to its ClusterRole$/,
  );
  await expect(registration.write([], { version: '9', webhooks: [] })).rejects.toThrow(/verbs: \[patch\]/);
});
