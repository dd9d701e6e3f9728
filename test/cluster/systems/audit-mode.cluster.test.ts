import type { V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { WEBHOOK_NAMES } from '../../../src/registration/webhook-configuration.ts';
import type { Manifest } from '../api.ts';
import { createSeeing } from '../api.ts';
import { auditEvents, auditFlags, saidBy } from '../audit-log.ts';
import { optedIn } from '../own-webhook.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { factsOf } from './pod-facts.ts';

const webhookName = WEBHOOK_NAMES.byLabel;

const asking = (namespace: string, fraction: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'asking', namespace, annotations: { 'gpu-fraction': fraction } },
  spec: { containers: [{ name: 'main', image: 'example.com/none' }] },
});

const options = { apiServerFlags: auditFlags, webhook: { settings: { mode: 'audit' as const } } };

describeWithWebhook('with mode: audit', options, (here) => {
  it.each<[string, string, RegExp, Record<string, string>]>([
    ['would be patched', '0.5', /: audit: would patch: asked, /, { outcome: 'mutated', reason: 'asked' }],
    [
      'would be refused',
      'half',
      /: audit: would refuse: invalid-fraction: /,
      { outcome: 'denied', reason: 'invalid-fraction' },
    ],
  ])(
    'a pod that %s is stored as it came; its creator and the audit log are told',
    async (_, fraction, warning, said) => {
      const { cluster, webhook } = here();
      const namespace = `audited-${said['outcome']}`;
      await webhook.namespace(namespace, optedIn('team-a'));

      const { body, warnings } = await createSeeing(cluster.kubeConfig, asking(namespace, fraction));

      expect(factsOf(body as V1Pod)).toEqual({ scheduler: 'default-scheduler', fraction });
      expect(warnings[0]).toMatch(warning);
      const [event] = await auditEvents(cluster, namespace);
      expect(saidBy(webhookName, event)).toMatchObject(said);
    },
  );
});
