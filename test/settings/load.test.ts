import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings, loadSettingsText, SettingsError } from '../../src/settings/load.ts';
import { ALL_SETTINGS } from '../../src/settings/schema.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'config.yaml');
  writeFileSync(path, content);
  return path;
}

const complaint = (content: string, flags = {}): string => {
  try {
    loadSettings(file(content), flags);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  return expect.fail('the settings were taken');
};

describe('settings', () => {
  it('are those of Run:ai where nothing is said', () => {
    const { decision, server, logLevel } = loadSettings(undefined);
    expect(decision).toMatchObject({
      schedulerName: 'runai-scheduler',
      projectLabel: 'project',
      queueLabelKey: 'runai/queue',
      namespaceProjectLabel: 'runai/queue',
      queueLabel: false,
      route: 'gpu-workloads',
      onInvalid: 'deny',
      projectGuard: 'deny',
      containerTarget: 'annotation',
      maxWholeGpus: 16,
    });
    expect([...decision.excludedNamespaces]).toEqual(
      expect.arrayContaining(['kube-system', 'kube-public', 'kube-node-lease', 'kubeflow']),
    );
    expect(server).toMatchObject({ httpsPort: 8443, healthPort: 8080, tlsMinVersion: 'TLSv1.3' });
    expect(logLevel).toBe('info');
  });

  it('take certificates from files unless told otherwise, and live as long as is said', () => {
    expect(loadSettings(undefined).server).toMatchObject({
      certificates: 'files',
      selfManaged: { secretName: 'gpu-fraction-webhook-ca', authoritySeconds: 31_536_000, leafSeconds: 86_400 },
    });
    expect(complaint('certificates: cert-manager')).toBe(
      'setting certificates is "cert-manager": use one of files, self',
    );
    for (const caBundle of ['off', 'check']) {
      expect(complaint(`certificates: self\nregistration: {caBundle: ${caBundle}}`)).toBe(
        `setting registration.caBundle is "${caBundle}": with certificates: self it is always written; leave the setting out, or set certificates to files`,
      );
    }
    for (const caBundle of ['auto', 'write']) {
      expect(loadSettings(undefined, { certificates: 'self', registration: { caBundle } }).server.registration).toEqual(
        {
          caBundle,
          serviceName: 'gpu-fraction-webhook',
          webhookConfiguration: 'gpu-fraction-webhook',
        },
      );
    }
    expect(complaint('selfManaged: {authoritySeconds: 86400}')).toBe(
      'setting selfManaged.authoritySeconds is 86400: write at least 4 times the seconds that a leaf lives',
    );
    expect(complaint('selfManaged: {leafSeconds: 31536000}')).toBe(
      'setting selfManaged.authoritySeconds is not set: write at least 4 times the seconds that a leaf lives',
    );
  });

  it('speak the vocabulary of KAI in its flavour', () => {
    expect(loadSettings(file('flavour: kai')).decision).toMatchObject({
      schedulerName: 'kai-scheduler',
      queueLabelKey: 'kai.scheduler/queue',
      nodePoolLabel: 'kai.scheduler/node-pool',
      namespaceProjectLabel: 'kai/project',
      queuePerNodePool: true,
    });
  });

  it('take single names out of a flavour', () => {
    const { decision } = loadSettings(file('flavour: kai\nschedulerName: my-scheduler\nqueueLabelKey: runai/queue'));
    expect(decision).toMatchObject({
      schedulerName: 'my-scheduler',
      queueLabelKey: 'runai/queue',
      namespaceProjectLabel: 'kai/project',
    });
  });

  it('take flags over the file', () => {
    expect(loadSettings(file('maxWholeGpus: 4\nroute: all'), { maxWholeGpus: 8 }).decision).toMatchObject({
      maxWholeGpus: 8,
      route: 'all',
    });
  });

  it('take flags over the file inside a group too', () => {
    const { decision } = loadSettings(file('quota: {allowedQueues: [a]}'), { quota: { allowedQueues: ['b'] } });
    expect([...decision.allowedQueues]).toEqual(['b']);
    expect([...loadSettings(file('quota: {allowedQueues: [a]}')).decision.allowedQueues]).toEqual(['a']);
    expect([...loadSettings(undefined).decision.allowedQueues]).toEqual(['default-queue']);
  });

  it('exclude the namespace that the pod of the webhook itself runs in', () => {
    const { decision } = loadSettings(undefined, {}, { POD_NAMESPACE: 'gpu-system' });
    expect(decision.excludedNamespaces.has('gpu-system')).toBe(true);
    expect(decision.excludedNamespaces.has('kubeflow')).toBe(true);
    const named = loadSettings(undefined, { releaseNamespace: 'other' }, { POD_NAMESPACE: 'gpu-system' });
    expect([
      named.decision.excludedNamespaces.has('other'),
      named.decision.excludedNamespaces.has('gpu-system'),
    ]).toEqual([true, false]);
  });

  it('may be an empty file', () => {
    expect(loadSettings(file('# nothing yet\n')).decision.schedulerName).toBe('runai-scheduler');
  });

  it.each([
    ['a name that is nearly one', 'flavor: kai', 'setting flavor: there is no such setting; did you mean flavour?'],
    ['a value that is not in the list', 'onInvalid: nope', 'setting onInvalid is "nope": use one of deny, warn'],
    [
      'a number that is too small',
      'maxWholeGpus: 0',
      /^setting maxWholeGpus is 0: write a whole number from 1 to 1024$/,
    ],
    ['a number that is a word', 'httpsPort: https', /^setting httpsPort is "https": write a whole number from 0/],
    [
      'a keep-alive below the API server’s',
      'keepAliveSeconds: 60',
      /^setting keepAliveSeconds is 60: write a number from 91 to 3600$/,
    ],
    ['a label key that is none', 'projectLabel: "a b"', /^setting projectLabel is "a b": write a label key such as/],
    [
      'a list that is a word',
      'excludedNamespaces: kubeflow',
      /^setting excludedNamespaces is "kubeflow": write a list/,
    ],
    [
      'a prefix with a star',
      'namespacePrefixes: ["kubeflow-*"]',
      /^setting namespacePrefixes\.0 is "kubeflow-\*": .*no \*/,
    ],
    [
      'a name that no namespace has',
      'excludedNamespaces: [a, B]',
      /^setting excludedNamespaces\.1 is "B": write the whole/,
    ],
    ['a setting that is not in its group', 'quota: {queues: [a]}', /^setting quota\.queues: there is no such setting/],
    ['a group that is a word', 'quota: none', /^setting quota is "none": write its settings below it: allowedQueues$/],
    ['a word that is neither yes nor no', 'queueLabel: maybe', /^setting queueLabel is "maybe": write true or false$/],
    ['a setting without a value', 'queueLabel:', /^setting queueLabel is null: write true or false$/],
    ['a number without a largest one', 'maxRequestsPerConnection: -1', /: write a whole number of at least 0$/],
    ['no number', 'maxWholeGpus: .nan', /^setting maxWholeGpus is NaN: write a whole number/],
    ['a name that is a number', 'excludedNamespaces: [1]', /^setting excludedNamespaces\.0 is 1: write the whole name/],
    [
      'a name that is too long',
      `selfManaged: {secretName: ${'a'.repeat(254)}}`,
      /^setting selfManaged\.secretName is "a+": write at most 253 characters$/,
    ],
    [
      'an empty name',
      'schedulerName: ""',
      /^setting schedulerName is "": write the name of a scheduler .*or leave it out$/,
    ],
    ['a name that none has', 'schedulerName: "A B"', /^setting schedulerName is "A B": write the name of a scheduler/],
    [
      'a queue that is no label value',
      'quota: {allowedQueues: [a, "b c"]}',
      /^setting quota\.allowedQueues\.1 is "b c": write the name of a queue/,
    ],
    ['a namespace that is none', 'releaseNamespace: A', /^setting releaseNamespace is "A": write the whole name/],
    [
      'a Secret that is none',
      'selfManaged: {secretName: a_b}',
      /^setting selfManaged\.secretName is "a_b": write the name/,
    ],
    [
      'a Service that is none',
      'registration: {serviceName: 1a}',
      /^setting registration\.serviceName is "1a": write the name/,
    ],
    ['an address that is none', 'address: "A B"', /^setting address is "A B": write an address/],
    ['an address with a port', 'address: "[::1]:8443"', /^setting address .* without a port$/],
    ['a folder without a name', 'tlsCertDir: ""', /^setting tlsCertDir is "": write a path/],
    ['a file without a name', 'clientCaFile: " "', /^setting clientCaFile is " ": write a path/],
    [
      'the scheduler that pods have in any case',
      'schedulerName: default-scheduler',
      /^setting schedulerName is "default-scheduler": this is what pods have without the webhook/,
    ],
    [
      'a queue label that is the project label',
      'queueLabelKey: project',
      /^setting queueLabelKey is "project": projectLabel is the same label, and a pod has one value of it; choose/,
    ],
    [
      'a project label that is the flavour’s queue label',
      'flavour: kai\nprojectLabel: kai.scheduler/queue',
      /^setting projectLabel is "kai\.scheduler\/queue": queueLabelKey is the same label/,
    ],
    [
      'a label by which people ask for a share',
      'projectLabel: gpu-fraction',
      /^setting projectLabel is "gpu-fraction": people ask for something else by this label/,
    ],
    [
      'the label by which namespaces opt in',
      'namespaceProjectLabel: runai-injection',
      /^setting namespaceProjectLabel is "runai-injection": by this label namespaces opt in/,
    ],
    ['one port for two', 'httpsPort: 8080', /^setting healthPort is not set: httpsPort is 8080 as well/],
    ['a list instead of settings', '- flavour', /expected settings as "name: value"/],
    [
      'an alias in what it stands for',
      'quota: &a {allowedQueues: *a}',
      /^configuration file .*config\.yaml: .*an alias stands in what it stands for$/,
    ],
    ['YAML that is none', 'a: [', /^configuration file .*config\.yaml: .* at line 1, column 5$/],
  ])('refuse %s, and say what would be right', (_what, content, expected) => {
    expect(complaint(content)).toMatch(expected);
  });

  it('take a queue label on namespaces that is the one on pods, and any free port twice', () => {
    const settings = loadSettings(file('namespaceProjectLabel: runai/queue\nhttpsPort: 0\nhealthPort: 0'));
    expect(settings.decision.namespaceProjectLabel).toBe(settings.decision.queueLabelKey);
  });

  it('are never refused in the words of the library, which are about types', () => {
    const wrong = [null, true, 'x y', -1, 0.5, 1e9, Number.POSITIVE_INFINITY, [], [null], [{}], {}, 'a'.repeat(300)];
    for (const { name } of ALL_SETTINGS) {
      for (const value of wrong) {
        const [group = '', key] = name.split('.');
        const input = { [group]: key === undefined ? value : { [key]: value } };
        try {
          loadSettings(undefined, input);
        } catch (error) {
          expect((error as Error).message).not.toMatch(/expected|invalid input|too (small|big)|undefined|a text/i);
        }
      }
    }
  });

  it('are named with where they stand, those of flags alone', () => {
    const content = 'queueLabel: maybe';
    const load = (flags: object) => () => loadSettingsText(content, 'ConfigMap a/b', { ...flags });
    expect(load({})).toThrow('ConfigMap a/b: setting queueLabel is "maybe": write true or false');
    expect(load({ queueLabel: 'no' })).toThrow(/^setting queueLabel is "no": write true or false$/);
  });

  it('list what is known where nothing similar is', () => {
    expect(complaint('zzz: 1')).toMatch(/^setting zzz: there is no such setting; known are flavour, schedulerName, /);
  });

  it('name every mistake, not only the first', () => {
    expect(complaint('onInvalid: x\nmaxWholeGpus: -1\nfoo: 1').split('\n')).toHaveLength(3);
  });

  it('name the file that cannot be read', () => {
    expect(() => loadSettings('/nope/config.yaml')).toThrow(/^configuration file \/nope\/config\.yaml: .*ENOENT/);
  });
});
