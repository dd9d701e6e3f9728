import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bodyBudgetProblem } from '../../src/server/connections/body-budget.ts';
import { HELMS, refusalOf, render, type Values } from './helm.ts';

/** Where the image takes Node.js from, unless somebody says otherwise; it is published only where that is named by a digest. */
const [, BASE] = /^ARG BASE_IMAGE=(.+)$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];

/** Values that contradict themselves, and words of the sentence that says so and what to write instead. */
const REFUSED: readonly { title: string; values: Values; says: readonly string[] }[] = [
  {
    title: 'no image',
    values: { image: { repository: '' } },
    says: [
      'image.repository is empty',
      `make image push BASE_IMAGE=${BASE}@sha256:<digest> REGISTRY=`,
      'kind load docker-image',
    ],
  },
  {
    title: 'a label by which pods are selected',
    values: { podLabels: { 'app.kubernetes.io/name': 'mine' } },
    says: ['podLabels: app.kubernetes.io/name is "mine"', 'leave it out'],
  },
  {
    title: 'the annotation by which pods are restarted',
    values: { podAnnotations: { 'checksum/config': '1' } },
    says: ['podAnnotations: checksum/config', 'leave it out'],
  },
  {
    title: 'an existing Secret without a name',
    values: { certificates: { source: 'existingSecret' } },
    says: ['certificates.existingSecret.name is empty', 'tls.crt, tls.key and ca.crt'],
  },
  {
    title: 'an existing Secret that nobody reads',
    values: { certificates: { existingSecret: { name: 'mine' } } },
    says: ['"mine"', 'set certificates.source=existingSecret'],
  },
  {
    title: 'an issuer that nobody asks',
    values: { certificates: { certManager: { issuerRef: { name: 'corp' } } } },
    says: ['"corp"', 'set certificates.source=certManager'],
  },
  {
    title: 'a kind of issuer, and no issuer',
    values: { certificates: { source: 'certManager', certManager: { issuerRef: { kind: 'ClusterIssuer' } } } },
    says: ['kind is ClusterIssuer', 'its name is empty', 'name yours, or leave kind and group out'],
  },
  {
    title: 'a kind of issuer that cert-manager does not have',
    values: { certificates: { source: 'certManager', certManager: { issuerRef: { name: 'a', kind: 'StepIssuer' } } } },
    says: ['kind is StepIssuer', 'group is cert-manager.io', 'the group that StepIssuer belongs to'],
  },
  {
    title: 'a caBundle that nobody reads',
    values: { certificates: { existingSecret: { caBundle: 'check' } } },
    says: ['certificates.existingSecret.caBundle is check', 'set certificates.source=existingSecret'],
  },
  {
    title: 'an existing Secret that Helm is about to delete',
    values: { certificates: { source: 'existingSecret', existingSecret: { name: 'gpu-fraction-webhook-ca' } } },
    says: ['"gpu-fraction-webhook-ca"', 'give yours another name'],
  },
  {
    title: 'a certificate that is renewed before it is there',
    values: { certificates: { source: 'certManager', certManager: { duration: '2160h', renewBefore: '90h2070h' } } },
    says: ['renewBefore is 90h2070h and duration is 2160h', 'such as 720h for 2160h'],
  },
  {
    title: 'a certificate that lives for less than cert-manager takes',
    values: { certificates: { source: 'certManager', certManager: { duration: '59m59s', renewBefore: '5m' } } },
    says: ['duration is 59m59s', 'write 1h or more'],
  },
  {
    title: 'a renewal that is later than cert-manager takes',
    values: { certificates: { source: 'certManager', certManager: { renewBefore: '299s' } } },
    says: ['renewBefore is 299s', 'write 5m or more'],
  },
  {
    title: 'an authority for client certificates from two places',
    values: { clientCertificate: { configMap: 'a', secret: 'b' } },
    says: ['clientCertificate.configMap is "a"', 'clientCertificate.secret is "b"', 'leave one of them out'],
  },
  {
    title: 'an authority that does not outlive what it signs',
    values: { certificates: { self: { authoritySeconds: 100, leafSeconds: 60 } } },
    says: ['authoritySeconds is 100', '4 times'],
  },
  { title: 'one port for two', values: { ports: { webhook: 8080 } }, says: ['both 8080', 'change one'] },
  ...[
    { ports: { webhook: 10_250 }, says: ['ports.webhook is 10250', 'the kubelet', 'such as 10260'] },
    { ports: { health: 10_256 }, says: ['ports.health is 10256', 'kube-proxy', 'such as 10261'] },
    { ports: { webhook: 443 }, says: ['ports.webhook is 443', 'below 1024', 'such as 10260'] },
  ].map(({ ports, says }) => ({
    title: `a port that is not to be had on a node: ${JSON.stringify(ports)}`,
    values: { hostNetwork: true, ports },
    says,
  })),
  {
    title: 'a maximum below the minimum',
    values: { autoscaling: { enabled: true, minReplicas: 4, maxReplicas: 3 } },
    says: ['minReplicas is 4', 'maxReplicas is 3'],
  },
  {
    title: 'scaling by a part of nothing',
    values: { autoscaling: { enabled: true }, resources: { requests: { cpu: null } } },
    says: ['resources.requests.cpu is not set'],
  },
  ...[{ maxUnavailable: 2 }, { maxUnavailable: '51%' }].map((podDisruptionBudget) => ({
    title: `a drain that may take every replica: ${podDisruptionBudget.maxUnavailable}`,
    values: { podDisruptionBudget },
    says: [`maxUnavailable is ${podDisruptionBudget.maxUnavailable}`, 'there are 2 replicas', 'write 1'],
  })),
  ...['64Mi', '127.9Mi', '131071Ki', '128m', '134M', '0.1Gi', 134_217_727, '1e8'].map((memory) => ({
    title: `less memory than it takes to be ready: ${memory}`,
    values: { resources: { limits: { memory } } },
    says: ['resources.limits.memory is ', 'write 128Mi or more'],
  })),
  {
    title: 'a promise of more than a container may take',
    values: { resources: { requests: { memory: '0.5Gi' } } },
    says: ['resources.requests.memory is 0.5Gi', 'resources.limits.memory is 256Mi', 'raise the limit'],
  },
  {
    title: 'more memory for bodies than the container has left',
    values: { config: { bodyMemoryMebibytes: 39 } },
    // A container that is installed without the chart says it itself.
    says: [
      'config.bodyMemoryMebibytes is 39',
      'resources.limits.memory is 256Mi',
      ...(bodyBudgetProblem(39, 256 * 1024 ** 2)?.match(/: half of .*$/) ?? ['nothing']),
    ],
  },
  {
    title: 'the scheduler that pods have in any case',
    values: { config: { schedulerName: 'default-scheduler' } },
    says: ['config.schedulerName is default-scheduler', 'pods have without the webhook'],
  },
  {
    title: 'one label for project and queue',
    values: { config: { queueLabelKey: 'project' } },
    says: ['config.projectLabel and config.queueLabelKey are both project', 'choose another'],
  },
  {
    title: 'a node pool’s label that is the flavour’s queue label',
    values: { config: { flavour: 'kai', nodePoolLabel: 'kai.scheduler/queue' } },
    says: ['config.queueLabelKey and config.nodePoolLabel are both kai.scheduler/queue'],
  },
  {
    title: 'a label by which people ask for a share',
    values: { config: { projectLabel: 'gpu-fraction' } },
    says: ['config.projectLabel is gpu-fraction', 'ask for something else'],
  },
  {
    title: 'the label by which namespaces opt in',
    values: { config: { namespaceProjectLabel: 'runai-injection' } },
    says: ['config.namespaceProjectLabel is runai-injection', 'opt in'],
  },
  {
    title: 'two monitors',
    values: { podMonitor: { enabled: true }, serviceMonitor: { enabled: true } },
    says: ['fetched twice', 'choose one'],
  },
];

describe.each(HELMS)('values that contradict themselves, by %s', (helm) => {
  it.each(REFUSED)('are refused with a sentence: $title', async ({ values, says }) => {
    const refusal = await refusalOf(values, { helm });
    for (const words of says) {
      expect(refusal).toContain(words);
    }
  });

  it('are refused with a sentence where the schema is switched off: Fail for namespaces that nobody labelled', async () => {
    const values = { webhook: { failurePolicy: 'Fail' }, config: { namespacePrefixes: ['kubeflow-'] } };
    const refusal = await refusalOf(values, { helm, args: ['--skip-schema-validation'] });
    expect(refusal).toContain('set webhook.failurePolicy=Ignore');
  });

  it.each(['my.gpus', '1gpu'])('are refused: a release by which no Service can be called: %s', async (release) => {
    const refusal = await refusalOf({}, { helm, release });
    expect(refusal).toContain(`the release is called "${release}"`);
    expect(refusal).toContain('begins with a letter and has no dot');
  });

  it('are refused: a namespace of Kubernetes itself', async () => {
    expect(await refusalOf({}, { helm, namespace: 'kube-system' })).toContain('belongs to Kubernetes');
  });

  it.each<{ title: string; values: Values }>([
    { title: 'a privileged port in the pod’s own network', values: { ports: { webhook: 443 } } },
    { title: 'a drain that leaves a replica', values: { podDisruptionBudget: { maxUnavailable: '50%' } } },
    { title: 'a budget where there is one replica, which has none', values: { replicas: 1 } },
    {
      title: 'as much memory as is needed, and a request that is the limit',
      values: {
        resources: { requests: { cpu: 0.7, memory: '131072Ki' }, limits: { cpu: '700m', memory: 134_217_728 } },
      },
    },
    { title: 'what is left for bodies', values: { config: { bodyMemoryMebibytes: 38 } } },
    {
      title: 'the least for bodies in the smallest container',
      values: { config: { bodyMemoryMebibytes: 16 }, resources: { limits: { memory: '128Mi' } } },
    },
  ])('are none: $title', async ({ values }) => {
    await render(values, { helm });
  });

  it('are none: Fail for namespaces that opted in', async () => {
    await render({ webhook: { failurePolicy: 'Fail' } }, { helm });
  });
});
