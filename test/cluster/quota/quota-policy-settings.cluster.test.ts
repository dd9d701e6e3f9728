import { expect, it } from 'vitest';
import { read } from '../api.ts';
import { auditFlags } from '../audit-log.ts';
import { judge } from '../judgement.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn } from '../own-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { installPodGroupCrd, podGroup } from './pod-group.ts';
import { audited, installQuotaPolicy } from './quota-policy.ts';

/** Namespaces of team-a by name; what their labels say about the scope. */
const namespaces: Record<string, Record<string, string>> = {
  'opted-in': { 'runai-injection': 'enabled' },
  'team-in': { 'runai-injection': 'enabled' },
  'team-unlabelled': {},
  'team-opted-out': { 'runai-injection': 'disabled' },
  'team-other-value': { 'runai-injection': 'yes' },
  unlabelled: {},
  'opted-out': { 'runai-injection': 'disabled' },
  'other-value': { 'runai-injection': 'yes' },
  kubeflow: { 'runai-injection': 'enabled' },
  'team-excluded': { 'runai-injection': 'enabled' },
  'gpu-fraction-webhook': { 'runai-injection': 'enabled' },
};

const foreign = (namespace = 'opted-in') => podGroup(namespace, { spec: { queue: 'team-b' } });
const sentence = /foreign-queue: spec\.queue is "team-b", but namespace opted-in belongs to project team-a/;

describeOnCluster(
  'the policy on PodGroups, as its settings have it,',
  {
    apiServerFlags: auditFlags,
    start: async (cluster) => {
      await installPodGroupCrd(cluster);
      for (const [name, labels] of Object.entries(namespaces)) {
        await ensureNamespace(cluster, name, { labels: { ...optedIn('team-a'), 'runai-injection': '', ...labels } });
      }
    },
  },
  (cluster) => {
    it('lets a foreign queue pass with a warning, which the audit log has too, when the guard only warns', async () => {
      await installQuotaPolicy(cluster(), { projectGuard: 'warn' });
      const created = foreign();

      const { refused, warnings } = await judge(cluster(), created, '');

      expect(refused).toBeUndefined();
      expect(warnings).toEqual([expect.stringMatching(sentence)]);
      expect(await read(cluster().kubeConfig, created)).toMatchObject({ spec: { queue: 'team-b' } });
      expect(await audited(cluster(), created)).toEqual([expect.stringMatching(sentence)]);
    });

    it.each(['deny', 'warn'] as const)(
      'lets a foreign queue pass without a word in audit mode, and the audit log says what was wrong: guard %s',
      async (projectGuard) => {
        await installQuotaPolicy(cluster(), { projectGuard, mode: 'audit' });
        const created = foreign();

        expect(await judge(cluster(), created, '')).toEqual({ refused: undefined, warnings: [] });
        expect(await audited(cluster(), created)).toEqual([expect.stringMatching(sentence)]);
      },
    );

    it.each([
      ['opted-in', true],
      ['team-in', true],
      ['team-unlabelled', false],
      ['team-opted-out', false],
      ['team-other-value', false],
      ['unlabelled', false],
      ['opted-out', false],
      ['other-value', false],
      ['kubeflow', false],
      ['gpu-fraction-webhook', false],
    ])('judges namespaces that opted in and are not excluded: %s: %s', async (namespace, judged) => {
      await installOnce('labels', {});
      expect((await judge(cluster(), foreign(namespace))).refused !== undefined).toBe(judged);
    });

    it.each([
      ['opted-in', true],
      ['team-in', true],
      ['team-unlabelled', true],
      ['team-other-value', true],
      ['team-opted-out', false],
      ['team-excluded', false],
      ['unlabelled', false],
      ['opted-out', false],
      ['other-value', false],
    ])(
      'judges with a prefix also namespaces of that prefix that did not opt out: %s: %s',
      async (namespace, judged) => {
        await installOnce('prefixes', {
          namespacePrefixes: ['no"-', 'team-'],
          excludedNamespaces: new Set(['team-excluded', 'No_Namespace']),
        });
        expect((await judge(cluster(), foreign(namespace))).refused !== undefined).toBe(judged);
      },
    );

    // What could end a literal of CEL, and then be a condition of its own.
    const odd = [
      '"] || true || "x" in ["',
      "'''",
      '\\',
      '\\" || true || \\"',
      'a\nb',
      '\u0000',
      '\u202e',
      '😀',
      '\ud800',
    ];
    it.each(odd)('takes a setting as the text it is, whatever that is: %j', async (text) => {
      await installOnce('odd', { allowedQueues: odd, projectLabel: odd.join('') });
      const named = (queue: string) => judge(cluster(), podGroup('opted-in', { spec: { queue } }));

      expect((await named('team-b')).refused).toMatchObject({ code: 403 });
      // JSON, and so the API server, has no lone surrogates.
      expect((await named(text.toWellFormed())).refused).toBeUndefined();
      expect((await named(`${text.toWellFormed()}-`)).refused).toMatchObject({ code: 403 });
    });

    it('reads project and pool by the labels that the settings name', async () => {
      await installQuotaPolicy(cluster(), {
        namespaceProjectLabel: 'example.com/o-n_e.two',
        nodePoolLabel: 'example.com/pool',
        allowedQueues: [],
      });
      await ensureNamespace(cluster(), 'relabelled', {
        labels: { 'runai-injection': 'enabled', 'example.com/o-n_e.two': 'red', 'kai/project': 'team-a' },
      });
      const refused = async (queue: string, labels: Record<string, string> = {}) =>
        (await judge(cluster(), podGroup('relabelled', { spec: { queue }, labels }))).refused?.message;

      expect(await refused('red')).toBeUndefined();
      expect(await refused('red-1', { 'example.com/pool': '1' })).toBeUndefined();
      expect(await refused('red-1', { 'kai.scheduler/node-pool': '1' })).toContain('add the label example.com/pool=1');
      expect(await refused('team-a')).toContain(
        'belongs to project red (label example.com/o-n_e.two of the namespace)',
      );
      expect(await refused('default-queue')).toContain('foreign-queue');
    });

    // Each row of a table asks for the same policy.
    let current = '';
    async function installOnce(name: string, choices: Parameters<typeof installQuotaPolicy>[1]): Promise<void> {
      if (current !== name) await installQuotaPolicy(cluster(), choices);
      current = name;
    }
  },
);
