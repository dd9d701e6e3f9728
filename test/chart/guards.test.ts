import { describe, expect, it } from 'vitest';
import { HELMS, IMAGE, refusalOf, render, type Values } from './helm.ts';

/** Values that contradict themselves, and words of the sentence that says so and what to write instead. */
const REFUSED: readonly { title: string; values: Values; says: readonly string[] }[] = [
  {
    title: 'no image',
    values: { image: { repository: '' } },
    says: ['image.repository is empty', 'make image push REGISTRY=', 'kind load docker-image'],
  },
  {
    title: 'a digest that is none',
    values: { image: { ...IMAGE.image, digest: '1.2.3' } },
    says: ['image.digest is "1.2.3"', 'sha256:'],
  },
  ...[
    'https://registry.example.com/x',
    'registry.example.com/x:1.0',
    'registry.example.com/x@sha256:0',
    'localhost:5000',
    'x ',
  ].map((repository) => ({
    title: `an image that says more than where it is: ${JSON.stringify(repository)}`,
    values: { image: { repository } },
    says: [`image.repository is ${JSON.stringify(repository)}`, 'image.tag or image.digest'],
  })),
  {
    title: 'a label by which pods are selected',
    values: { podLabels: { 'app.kubernetes.io/name': 'mine' } },
    says: ['podLabels: app.kubernetes.io/name is "mine"', 'leave it out'],
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
    title: 'an authority that does not outlive what it signs',
    values: { certificates: { self: { authoritySeconds: 100, leafSeconds: 60 } } },
    says: ['authoritySeconds is 100', 'four times'],
  },
  { title: 'one port for two', values: { ports: { webhook: 8080 } }, says: ['both 8080', 'change one'] },
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
  {
    title: 'less memory than it takes to be ready',
    values: { resources: { limits: { memory: '64Mi' } } },
    says: ['resources.limits.memory is 64Mi', 'write 128Mi or more'],
  },
  {
    title: 'two monitors',
    values: { podMonitor: { enabled: true }, serviceMonitor: { enabled: true } },
    says: ['fetched twice', 'choose one'],
  },
];

/** Refused by `values.schema.json`: the value's place is what Helm says of it. */
const REFUSED_BY_SCHEMA: readonly { title: string; values: Values; at: RegExp }[] = [
  { title: 'a value that does not exist', values: { replicaCount: 3 }, at: /replicaCount/ },
  { title: 'a setting that does not exist', values: { config: { flavor: 'kai' } }, at: /config[\s\S]*flavor/ },
  { title: 'a setting that is the chart’s', values: { config: { httpsPort: 1 } }, at: /config[\s\S]*httpsPort/ },
  {
    title: 'a flavour that does not exist',
    values: { config: { flavour: 'volcano' } },
    at: /config.flavour[\s\S]*kai/,
  },
  {
    title: 'a time that the API server does not wait',
    values: { webhook: { timeoutSeconds: 30 } },
    at: /timeoutSeconds/,
  },
  { title: 'a label key that is none', values: { config: { projectLabel: 'a b' } }, at: /projectLabel/ },
  {
    title: 'Fail for namespaces that nobody labelled',
    values: { webhook: { failurePolicy: 'Fail' }, config: { namespacePrefixes: ['kubeflow-'] } },
    at: /webhook.failurePolicy[\s\S]*'?Ignore/,
  },
  { title: 'a prefix with a star', values: { config: { namespacePrefixes: ['kubeflow-*'] } }, at: /namespacePrefixes/ },
  {
    title: 'a name that no namespace has',
    values: { config: { excludedNamespaces: ['B'] } },
    at: /excludedNamespaces/,
  },
  {
    title: 'no port to the API server, which would be every port',
    values: { networkPolicy: { enabled: true, apiServerPorts: [] } },
    at: /apiServerPorts/,
  },
  {
    title: 'a life in days, which cert-manager does not know',
    values: { certificates: { source: 'certManager', certManager: { duration: '90d' } } },
    at: /duration/,
  },
  { title: 'a removed policy, which would be Fail', values: { webhook: { failurePolicy: null } }, at: /failurePolicy/ },
  { title: 'a removed mode', values: { config: { mode: null } }, at: /mode/ },
  { title: 'removed exclusions', values: { config: { excludedNamespaces: null } }, at: /excludedNamespaces/ },
  { title: 'a removed number of replicas', values: { replicas: null }, at: /replicas/ },
  { title: 'a removed group', values: { certificates: { self: null } }, at: /certificates[\s\S]*self/ },
];

/** Helm takes null for "remove the default". */
const REMOVABLE: readonly { title: string; values: Values }[] = [
  { title: 'an empty list', values: { config: { flavour: 'kai', namespacePrefixes: null } } },
  { title: 'an empty text', values: { image: { ...IMAGE.image, tag: null } } },
  {
    title: 'the name of an issuer',
    values: { certificates: { source: 'certManager', certManager: { issuerRef: { name: null } } } },
  },
  { title: 'limits', values: { resources: { limits: null } } },
  { title: 'maps', values: { nodeSelector: null, podLabels: null, webhook: { annotations: null } } },
  { title: 'lists', values: { tolerations: null, extraEnv: null, networkPolicy: { metricsFrom: null } } },
];

describe.each(HELMS)('values that contradict themselves, by %s', (helm) => {
  it.each(REFUSED)('are refused with a sentence: $title', async ({ values, says }) => {
    const refusal = await refusalOf(values, { helm });
    for (const words of says) {
      expect(refusal).toContain(words);
    }
  });

  it.each(REFUSED_BY_SCHEMA)('are refused by the schema, which names them: $title', async ({ values, at }) => {
    const refusal = await refusalOf(values, { helm });
    expect(refusal).toContain("values don't meet the specifications of the schema");
    expect(refusal).toMatch(at);
  });

  it('are refused with a sentence where the schema is switched off: Fail for namespaces that nobody labelled', async () => {
    const values = { webhook: { failurePolicy: 'Fail' }, config: { namespacePrefixes: ['kubeflow-'] } };
    const refusal = await refusalOf(values, { helm, args: ['--skip-schema-validation'] });
    expect(refusal).toContain('set webhook.failurePolicy=Ignore');
  });

  it.each(REMOVABLE)('are none where nothing is as good as empty: $title', async ({ values }) => {
    const { objects } = await render(values, { helm });
    expect(JSON.stringify(objects)).not.toContain('"expression":"null"');
  });

  it.each(['my.gpus', '1gpu'])('are refused: a release by which no Service can be called: %s', async (release) => {
    const refusal = await refusalOf({}, { helm, release });
    expect(refusal).toContain(`the release is called "${release}"`);
    expect(refusal).toContain('begins with a letter and has no dot');
  });

  it('are none: a registry on a port', async () => {
    await render({ image: { repository: 'localhost:5000/team/x' } }, { helm });
  });

  it('are refused: a namespace of Kubernetes itself', async () => {
    expect(await refusalOf({}, { helm, namespace: 'kube-system' })).toContain('belongs to Kubernetes');
  });

  it('are none: Fail for namespaces that opted in', async () => {
    await render({ webhook: { failurePolicy: 'Fail' } }, { helm });
  });

  it('are none: values of a chart that has this one inside', async () => {
    await render({ enabled: true, global: { imageRegistry: 'x' } }, { helm });
  });
});
