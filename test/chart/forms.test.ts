import type { V1Deployment } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { loadSettings, SettingsError } from '../../src/settings/load.ts';
import { HELMS, IMAGE, refusalOf, render, type Values } from './helm.ts';

/** Settings of the program, which are values of the chart under `config`; both refuse them, each in its place. */
const SETTINGS: readonly { title: string; config: Values; is: string; remedy: string }[] = [
  {
    title: 'a scheduler with a blank',
    config: { schedulerName: 'A B' },
    is: 'schedulerName is "A B"',
    remedy: 'write the name of a scheduler',
  },
  {
    title: 'no scheduler',
    config: { schedulerName: '' },
    is: 'schedulerName is ""',
    remedy: 'write the name of a scheduler',
  },
  ...[
    ...['a b', 'a/b/c', 'A.example/x', 'a..b/x', '-x', `x${'y'.repeat(63)}`].map(
      (key) => ['projectLabel', key] as const,
    ),
    ...['queueLabelKey', 'nodePoolLabel', 'namespaceProjectLabel'].map((setting) => [setting, 'a b'] as const),
  ].map(([setting, key]) => ({
    title: `a label key that is none: ${setting}: ${key}`,
    config: { [setting]: key },
    is: `${setting} is ${JSON.stringify(key)}`,
    remedy: 'write a label key such as project or kai.scheduler/queue',
  })),
  {
    title: 'a prefix with a star',
    config: { namespacePrefixes: ['a-', 'kubeflow-*'] },
    is: 'namespacePrefixes.1 is "kubeflow-*"',
    remedy: 'write how the names of namespaces begin',
  },
  {
    title: 'an empty prefix, which every namespace has',
    config: { namespacePrefixes: [''] },
    is: 'namespacePrefixes.0 is ""',
    remedy: 'write how the names of namespaces begin',
  },
  {
    title: 'a name that no namespace has',
    config: { excludedNamespaces: ['B'] },
    is: 'excludedNamespaces.0 is "B"',
    remedy: 'write the whole name of a namespace',
  },
  {
    title: 'a queue that no label can name',
    config: { quota: { allowedQueues: ['a,b'] } },
    is: 'quota.allowedQueues.0 is "a,b"',
    remedy: 'write the name of a queue',
  },
];

/** Values of the chart alone. */
const VALUES: readonly { values: Values; says: string }[] = [
  ...[
    'https://registry.example.com/x',
    'registry.example.com/x:1.0',
    'r.example/x@sha256:0',
    'localhost:5000',
    'x ',
    'a/B',
  ].map((repository) => ({
    values: { image: { repository } },
    says: `image.repository is ${JSON.stringify(repository)}: write only where the image is`,
  })),
  ...['1 2', '-1', 'a/b', 'x:y', 'sha256:00'].map((tag) => ({
    values: { image: { ...IMAGE.image, tag } },
    says: `image.tag is ${JSON.stringify(tag)}: write a tag such as 0.1.0`,
  })),
  { values: { image: { ...IMAGE.image, digest: '1.2.3' } }, says: 'image.digest is "1.2.3": write sha256: and 64' },
  { values: { imagePullSecrets: [{ name: 'a' }, { name: 'A B' }] }, says: 'imagePullSecrets[1].name is "A B": write' },
  { values: { webhook: { name: 'Gpu' } }, says: 'webhook.name is "Gpu": write the name of an object' },
  {
    values: { webhook: { annotations: { 'a b': 'x' } } },
    says: 'a key of webhook.annotations is "a b": write the key',
  },
  {
    values: { certificates: { source: 'existingSecret', existingSecret: { name: 'A B' } } },
    says: 'certificates.existingSecret.name is "A B": write the name of an object',
  },
  {
    values: { certificates: { source: 'certManager', certManager: { issuerRef: { name: 'corp_ca' } } } },
    says: 'certificates.certManager.issuerRef.name is "corp_ca": write the name of an object',
  },
  {
    values: { certificates: { source: 'certManager', certManager: { issuerRef: { name: 'a', group: '' } } } },
    says: 'certificates.certManager.issuerRef.group is "": write the API group',
  },
  {
    values: { certificates: { source: 'certManager', certManager: { issuerRef: { name: 'a', kind: 'issuer' } } } },
    says: 'certificates.certManager.issuerRef.kind is "issuer": write the kind',
  },
  ...['90d', '', '1.5h', '-1h'].map((duration) => ({
    values: { certificates: { source: 'certManager', certManager: { duration } } },
    says: `certificates.certManager.duration is ${JSON.stringify(duration)}: write hours, minutes and seconds`,
  })),
  {
    values: { clientCertificate: { secret: 'A' } },
    says: 'clientCertificate.secret is "A": write the name of an object',
  },
  {
    values: { clientCertificate: { configMap: 'a', key: '../x' } },
    says: 'clientCertificate.key is "../x": write the key',
  },
  ...['256 Mi', '256mi', '256MB', 'much', '', '-1'].map((memory) => ({
    values: { resources: { limits: { memory } } },
    says: `resources.limits.memory is ${JSON.stringify(memory)}: write a quantity`,
  })),
  { values: { priorityClassName: 'A B' }, says: 'priorityClassName is "A B": write the name of an object' },
  { values: { nodeSelector: { 'a b': 'c' } }, says: 'a key of nodeSelector is "a b": write a label key' },
  { values: { podLabels: { team: 'a b' } }, says: 'podLabels.team is "a b": write a label value' },
  { values: { podAnnotations: { 'x/y/z': '' } }, says: 'a key of podAnnotations is "x/y/z": write the key' },
  { values: { extraEnv: [{ name: 'A=B', value: '' }] }, says: 'extraEnv[0].name is "A=B": write the name' },
  ...['podMonitor', 'serviceMonitor'].flatMap((monitor) => [
    ...['30', '', '30s1m', '1m 30s'].map((interval) => ({
      values: { [monitor]: { enabled: true, interval } },
      says: `${monitor}.interval is "${interval}": write a time`,
    })),
    { values: { [monitor]: { enabled: true, labels: { a: '/' } } }, says: `${monitor}.labels.a is "/": write a label` },
  ]),
];

/** Unusual, and right. */
const TAKEN: readonly Values[] = [
  { image: { repository: 'localhost:5000/team/x' } },
  { image: { repository: '[::1]:5000/team/x__y-z' } },
  { image: { repository: 'gpu-fraction-webhook', tag: 'v1.0_RC-1' } },
  { config: { projectLabel: 'a.b.example/Team_1', schedulerName: 'my_scheduler.v2' } },
  { webhook: { annotations: { 'Example.com/Note': 'any text: at all' } } },
  { podLabels: { empty: '' }, priorityClassName: '' },
  { resources: { requests: { cpu: 0.5, memory: '.2Gi' }, limits: { cpu: '5e-1', memory: 268_435_456 } } },
  { certificates: { source: 'certManager', certManager: { duration: '1h30m', renewBefore: '1h' } } },
  ...['1m30s', '1y2w3d4h5m6s7ms', '100ms', '1d'].map((interval) => ({ podMonitor: { enabled: true, interval } })),
];

describe.each(HELMS)('how values are written, by %s', (helm) => {
  it.each(SETTINGS)('is said of a setting, as the program does: $title', async ({ config, is, remedy }) => {
    expect(() => loadSettings(undefined, config)).toThrow(SettingsError);
    expect(() => loadSettings(undefined, config)).toThrow(`setting ${is}: ${remedy}`);
    const inChart = `config.${is.replace(/\.(\d+) /, '[$1] ')}`;
    expect(await refusalOf({ config }, { helm })).toContain(`${inChart}: ${remedy}`);
  });

  it.each(VALUES)('is said of a value: $says', async ({ values, says }) => {
    expect(await refusalOf(values, { helm })).toContain(says);
  });

  it('is said also where the schema is switched off, and of what is no text', async () => {
    const refusal = await refusalOf(
      { image: { ...IMAGE.image, tag: [1] } },
      { helm, args: ['--skip-schema-validation'] },
    );
    expect(refusal).toContain('image.tag is "[1]": write a tag');
  });

  it('may be what YAML takes for something else than text', async () => {
    const own = { existingSecret: { name: '123' }, source: 'existingSecret' };
    const values = { webhook: { name: 'false' }, certificates: own, priorityClassName: '1e3' };
    const monitor = { podMonitor: { enabled: true, interval: '0' }, clientCertificate: { secret: '0' } };
    const { objects, one } = await render({ ...values, ...monitor }, { helm });
    const { template } = one<V1Deployment>('Deployment').spec ?? {};
    expect(template?.spec).toMatchObject({
      priorityClassName: '1e3',
      volumes: expect.arrayContaining([
        { name: 'tls', secret: { secretName: '123' } },
        { name: 'client-ca', secret: { secretName: '0', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      ]),
    });
    expect(one('MutatingWebhookConfiguration').metadata.name).toBe('false');
    expect(JSON.stringify(objects)).toContain('"resourceNames":["false"]');
    expect(JSON.stringify(objects)).toContain('"interval":"0"');
  });

  it.each(TAKEN)('may be unusual: %j', async (values) => {
    await render(values, { helm });
  });
});
