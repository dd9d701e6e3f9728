import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/decision/decide.ts';
import type { NamespaceFacts } from '../../../src/decision/known/surroundings.ts';
import type { SettingsInput } from '../../../src/settings/schema.ts';
import { admit } from '../../support/admission.ts';
import { owner, type PodParts, pod } from '../../support/pods.ts';
import { ofProject, settings } from '../../support/world.ts';

const REQUEST = { labels: { RUNAI_PROJECT: 'a' } };

function reasonIn(name: string, labels: NamespaceFacts['labels'] | undefined, input: SettingsInput = {}): string {
  const namespace = labels && { name, labels, annotations: {} };
  const surroundings = { namespace: () => namespace, podDefaults: () => [], gangOwner: () => undefined };
  return decide(pod(REQUEST), name, surroundings, settings(input)).reason;
}

describe('a namespace', () => {
  it.each<[string, string, Record<string, string> | undefined, SettingsInput, string]>([
    ['is in scope with the label', 'alice', { 'runai-injection': 'enabled' }, {}, 'asked'],
    ['is in scope where nothing is known of it', 'alice', undefined, {}, 'asked'],
    ['is out of scope without the label', 'alice', {}, {}, 'namespace-not-opted-in'],
    [
      'is out of scope with the label set to disabled',
      'alice',
      { 'runai-injection': 'disabled' },
      {},
      'namespace-not-opted-in',
    ],
    [
      'is out of scope with the label set to anything else',
      'alice',
      { 'runai-injection': 'true' },
      {},
      'namespace-not-opted-in',
    ],
    ['is in scope by its prefix', 'kubeflow-alice', {}, { namespacePrefixes: ['kubeflow-'] }, 'asked'],
    ['is in scope by the second prefix', 'ml-alice', {}, { namespacePrefixes: ['kubeflow-', 'ml-'] }, 'asked'],
    [
      'is out of scope with another prefix',
      'alice',
      {},
      { namespacePrefixes: ['kubeflow-'] },
      'namespace-not-opted-in',
    ],
    [
      'is out of scope by label, whatever its prefix',
      'kubeflow-alice',
      { 'runai-injection': 'disabled' },
      { namespacePrefixes: ['kubeflow-'] },
      'namespace-not-opted-in',
    ],
    [
      'is out of scope where it is on the list, opted in or not',
      'x',
      { 'runai-injection': 'enabled' },
      { excludedNamespaces: ['x'] },
      'namespace-excluded',
    ],
    [
      'is out of scope where the webhook itself runs',
      'own',
      { 'runai-injection': 'enabled' },
      { releaseNamespace: 'own' },
      'namespace-excluded',
    ],
    [
      'is out of scope by the list, whatever its prefix',
      'kubeflow',
      {},
      { namespacePrefixes: ['kubeflow'] },
      'namespace-excluded',
    ],
  ])('%s', (_, name, labels, input, reason) => {
    expect(reasonIn(name, labels, input)).toBe(reason);
  });

  it.each(['kube-system', 'kube-public', 'kube-node-lease', 'kubeflow', 'runai', 'kai-scheduler'])(
    'is never touched by default: %s',
    (name) => {
      expect(reasonIn(name, { 'runai-injection': 'enabled' })).toBe('namespace-excluded');
    },
  );
});

describe('a pod that is not to be touched', () => {
  const CASES: readonly [string, PodParts, string][] = [
    ['opted out by its label', { labels: { 'runai-injection': 'disabled', RUNAI_PROJECT: 'a' } }, 'opted-out'],
    ['a mirror pod', { ...REQUEST, annotations: { 'kubernetes.io/config.mirror': 'hash' } }, 'mirror-pod'],
    ['of a DaemonSet', { ...REQUEST, owner: owner('apps/v1', 'DaemonSet') }, 'daemonset-pod'],
  ];

  it.each(CASES)('is left as it is, silently: %s', (_, parts, reason) => {
    expect(admit(parts)).toMatchObject({
      outcome: 'skipped',
      reason,
      warnings: [],
      schedulerName: 'default-scheduler',
    });
  });

  it.each(CASES)('is left as it is whatever nonsense it carries: %s', (_, parts, reason) => {
    const annotations = { ...parts.annotations, 'gpu-fraction': 'nonsense', 'gpu-memory': '' };
    expect(admit({ ...parts, annotations })).toMatchObject({
      outcome: 'skipped',
      reason,
      annotations: { 'gpu-fraction': 'nonsense', 'gpu-memory': '' },
    });
  });

  it('is not one of a DaemonSet of another API group', () => {
    expect(admit({ ...REQUEST, owner: owner('example.org/v1', 'DaemonSet') })).toMatchObject({ outcome: 'mutated' });
  });

  it('is not one whose label says anything but disabled', () => {
    expect(admit({ labels: { 'runai-injection': 'Disabled', RUNAI_PROJECT: 'a' } })).toMatchObject({
      outcome: 'mutated',
    });
  });
});

describe('a pod that is on a node already', () => {
  it.each<[string, PodParts, readonly string[]]>([
    ['silently, where it asks for nothing', {}, []],
    ['silently, where it only has a GPU limit', { gpus: 1 }, []],
    ['with a warning, where it names a project', { labels: { RUNAI_PROJECT: 'a' } }, ['already-on-a-node']],
    ['with a warning, where it asks for a share', { annotations: { 'gpu-fraction': '0.5' } }, ['already-on-a-node']],
    ['with a warning, where it asks for memory', { env: { RUNAI_GPU_MEMORY: '1' } }, ['already-on-a-node']],
    ['with a warning, where it wants the scheduler', { labels: { runai: 'true' } }, ['already-on-a-node']],
    ['with a warning, where it has the scheduler', { schedulerName: 'runai-scheduler' }, ['already-on-a-node']],
  ])('is left as it is, %s', (_, parts, warnings) => {
    expect(admit({ ...parts, nodeName: 'node-1' })).toMatchObject({
      outcome: 'skipped',
      reason: 'already-on-a-node',
      warnings,
    });
  });

  it('is not one with an empty name of a node', () => {
    expect(admit({ ...REQUEST, nodeName: '' })).toMatchObject({ outcome: 'mutated' });
  });
});

describe("a pod of another scheduler's", () => {
  it.each(['volcano', 'yunikorn', 'kai-scheduler', 'Default-Scheduler'])(
    '%s: is left alone, with a warning where it asks for something',
    (schedulerName) => {
      const quiet = admit({ schedulerName, gpus: 1 });
      const asking = admit({ schedulerName, ...REQUEST, annotations: { 'gpu-fraction': 'nonsense' } });
      expect(quiet).toMatchObject({ outcome: 'skipped', reason: 'other-scheduler', warnings: [], schedulerName });
      expect(asking).toMatchObject({ outcome: 'skipped', reason: 'other-scheduler', warnings: ['other-scheduler'] });
      expect(asking.warningTexts[0]).toContain(schedulerName);
    },
  );

  it.each([null, '', 'default-scheduler'])('is none with the name %j', (schedulerName) => {
    expect(admit({ ...REQUEST, schedulerName })).toMatchObject({
      outcome: 'mutated',
      schedulerName: 'runai-scheduler',
    });
  });

  it('is named by the flavour and by the setting', () => {
    expect(admit({ ...REQUEST }, { settings: { flavour: 'kai' } }).schedulerName).toBe('kai-scheduler');
    expect(admit({ ...REQUEST }, { settings: { schedulerName: 'mine' } }).schedulerName).toBe('mine');
    expect(
      admit({ ...REQUEST, schedulerName: 'runai-scheduler' }, { settings: { schedulerName: 'mine' } }).reason,
    ).toBe('other-scheduler');
  });

  it('is not spoken of on a helper pod, which nobody asked anything', () => {
    const labels = { RUNAI_PROJECT: 'a', 'workflows.argoproj.io/component': 'agent' };
    expect(admit({ labels, schedulerName: 'volcano' }).warnings).toEqual([]);
    expect(admit({ labels, nodeName: 'node-1' }).warnings).toEqual([]);
  });
});

describe('a pod in a namespace of a project', () => {
  it('is out of scope by its own label even so', () => {
    expect(admit({ gpus: 1, labels: { 'runai-injection': 'disabled' } }, { namespace: ofProject('a') }).outcome).toBe(
      'skipped',
    );
  });
});
