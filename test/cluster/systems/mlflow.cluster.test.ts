import { expect, it } from 'vitest';
import { WEBHOOK_NAMES } from '../../../src/registration/webhook-configuration.ts';
import { auditEvents, auditFlags, saidBy } from '../audit-log.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import type { MlflowTemplate } from './mlflow.ts';
import { mlflowTemplates, runMlflow } from './mlflow.ts';
import type { PodFacts } from './pod-facts.ts';
import { factsOf } from './pod-facts.ts';
import { sideBySide } from './side-by-side.ts';

const webhookName = WEBHOOK_NAMES.byLabel;

const rows: [keyof typeof mlflowTemplates, PodFacts, Record<string, string>][] = [
  [
    'whole',
    {
      scheduler: 'kai-scheduler',
      project: 'team-a',
      gpus: { wine: '1/1' },
      decision: expect.stringMatching(/^routed \(gpu-workload\): project team-a from .*namespace/),
    },
    { outcome: 'mutated', reason: 'gpu-workload', project: 'team-a' },
  ],
  [
    'interactive',
    {
      scheduler: 'kai-scheduler',
      project: 'team-a',
      gpus: { wine: '1/1' },
      decision: expect.stringMatching(/^routed \(asked\): project team-a from .*namespace/),
    },
    { outcome: 'mutated', reason: 'asked', project: 'team-a' },
  ],
  [
    'fraction',
    {
      scheduler: 'kai-scheduler',
      project: 'team-a',
      fraction: '0.25',
      container: 'wine',
      decision: expect.stringMatching(/^routed \(asked\): project team-a from .*RUNAI_PROJECT.*for container wine/),
    },
    { outcome: 'mutated', reason: 'asked', project: 'team-a', 'gpu-fraction': '0.25' },
  ],
];

describeWithWebhook(
  'a run of MLflow’s Kubernetes backend',
  { python: ['pipelines-v2'], apiServerFlags: auditFlags },
  (here) => {
    it.each(rows)('is sent to the scheduler: %s', async (kind, facts, said) => {
      const template: MlflowTemplate = mlflowTemplates[kind];

      const [pod] = await sideBySide(here(), { namespace: `mlflow-${kind}` }, (namespace) =>
        runMlflow(here().cluster, namespace, template),
      );

      expect(factsOf(pod)).toEqual(facts);
      expect(pod?.metadata?.labels?.['priorityClassName']).toBe(template.labels?.['priorityClassName']);
      expect(pod?.metadata?.ownerReferences?.[0]?.kind).toBe('Job');
      const [event] = await auditEvents(here().cluster, `mlflow-${kind}`);
      expect(event?.user.username).toBe('system:serviceaccount:kube-system:job-controller');
      expect(saidBy(webhookName, event)).toEqual(said);
    });
  },
);
