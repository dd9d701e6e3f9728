import { describe, expect, it } from 'vitest';
import { HELMS, IMAGE, refusalOf, render, type Values } from './helm.ts';

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
  {
    title: 'Fail for namespaces that nobody labelled',
    values: { webhook: { failurePolicy: 'Fail' }, config: { namespacePrefixes: ['kubeflow-'] } },
    at: /webhook.failurePolicy[\s\S]*'?Ignore/,
  },
  { title: 'more replicas than the quota has pods', values: { replicas: 51 }, at: /replicas[\s\S]*50/ },
  { title: 'a variable without a name', values: { extraEnv: [{ value: 'x' }] }, at: /extraEnv[\s\S]*name/ },
  { title: 'a variable that is no text', values: { extraEnv: [{ name: 'A', value: 5 }] }, at: /extraEnv[\s\S]*value/ },
  { title: 'a limit below zero', values: { resources: { limits: { cpu: -1 } } }, at: /resources.limits.cpu/ },
  {
    title: 'no port to the API server, which would be every port',
    values: { networkPolicy: { enabled: true, apiServerPorts: [] } },
    at: /apiServerPorts/,
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

describe.each(HELMS)('the schema of the values, by %s', (helm) => {
  it.each(REFUSED_BY_SCHEMA)('refuses what cannot be, and names it: $title', async ({ values, at }) => {
    const refusal = await refusalOf(values, { helm });
    expect(refusal).toContain("values don't meet the specifications of the schema");
    expect(refusal).toMatch(at);
  });

  it.each(REMOVABLE)('takes nothing for empty where that is as good: $title', async ({ values }) => {
    const { objects } = await render(values, { helm });
    expect(JSON.stringify(objects)).not.toContain('"expression":"null"');
  });

  it('takes values of a chart that has this one inside', async () => {
    await render({ enabled: true, global: { imageRegistry: 'x' } }, { helm });
  });
});
