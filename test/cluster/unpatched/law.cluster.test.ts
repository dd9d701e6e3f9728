import { describe, expect, it } from 'vitest';
import { judgePod } from '../../../src/admission/verdict.ts';
import type { PodJson } from '../../../src/decision/pod/pod.ts';
import type { SettingsInput } from '../../../src/settings/schema.ts';
import { SurroundingsStore } from '../../../src/surroundings/store.ts';
import { goldenFiles, readGolden } from '../../golden/golden-case.ts';
import { type Admission, admissionOf } from '../../support/admission.ts';
import { settings } from '../../support/world.ts';
import type { Manifest } from '../api.ts';
import { judge } from '../judgement.ts';
import { ensureNamespace, ensureServiceAccounts } from '../namespaces.ts';
import { describeOnCluster } from '../suite.ts';
import { installUnpatchedPolicy } from './unpatched-policy.ts';

/*
 * The law of the policy, for every golden pod: what the webhook returns passes, and what the webhook would have given an
 * amount of GPU does not pass as it came.
 */

const variants: [string, SettingsInput, { namespacePrefixes?: string[] }][] = [
  ['its own settings', {}, {}],
  ['the flavour runai, with queue labels', { flavour: 'runai', queueLabel: true }, {}],
  ['the flavour kai, with queue labels', { flavour: 'kai', queueLabel: true }, {}],
  ['the flavour kai, in namespaces of a prefix', { flavour: 'kai' }, { namespacePrefixes: ['kubeflow-'] }],
];

const goldens = goldenFiles().map((file) => ({ file, golden: readGolden(file) }));
const accounts = new Set(
  goldens.flatMap(({ golden }) => (golden.pod.spec as { serviceAccountName?: string }).serviceAccountName ?? []),
);

describeOnCluster(
  'a golden pod',
  {
    start: async (cluster) => {
      for (const [name, labels] of [
        ['opted-in', { 'runai-injection': 'enabled' }],
        ['kubeflow-by-prefix', {}],
        ['outside', {}],
      ] as const) {
        await ensureNamespace(cluster, name, { labels });
        await ensureServiceAccounts(cluster, name, ...accounts);
      }
    },
  },
  (cluster) => {
    describe.each(variants)('with %s', (name, chosen, scope) => {
      it.each(goldens)('$file', async ({ golden }) => {
        await installOnce(name, scope);
        const seen = admitted(golden, chosen);
        const isOutside = seen.reason === 'namespace-excluded' || seen.reason === 'namespace-not-opted-in';
        const namespace = isOutside ? 'outside' : scope.namespacePrefixes ? 'kubeflow-by-prefix' : 'opted-in';

        const original = await judge(cluster(), inNamespace(golden.pod, namespace));
        const returned = await judge(cluster(), inNamespace(seen.pod, namespace));

        if (seen.outcome !== 'denied') expect(returned.refused?.message).toBeUndefined();
        const gpu = seen.verdict.decision?.kind === 'route' ? seen.verdict.decision.gpu : undefined;
        // Of a PodDefault that its own webhook has not applied yet the API server sees nothing.
        if (gpu?.kind === 'asked' && gpu.source.kind !== 'pod-default') {
          expect(original.refused).toMatchObject({
            code: 422,
            message: expect.stringContaining('denied request: unpatched: '),
          });
        } else if (seen.outcome !== 'denied' && gpu?.kind !== 'unchanged') {
          expect(original.refused?.message).toBeUndefined();
        }
      });

      it('is among them: one that is left alone although it carries an amount, and one that is refused as it came', () => {
        const all = goldens.map(({ golden }) => admitted(golden, chosen));
        const carries = (pod: PodJson) => JSON.stringify(pod).includes('GPU_FRACTION');
        expect(all.filter(({ reason, pod }) => reason === 'helper-pod' && carries(pod))).not.toEqual([]);
        expect(all.filter(({ annotations }) => 'gpu-fraction' in annotations).length).toBeGreaterThan(20);
      });
    });

    let current = '';
    async function installOnce(name: string, scope: object): Promise<void> {
      if (current !== name) await installUnpatchedPolicy(cluster(), scope);
      current = name;
    }
  },
);

function admitted(golden: ReturnType<typeof readGolden>, chosen: SettingsInput): Admission {
  const of = settings({ ...golden.settings, ...chosen });
  const known = new SurroundingsStore(of);
  for (const object of golden.known) known.upsert(object);
  return admissionOf(golden.pod, judgePod(golden.pod, golden.namespace, known, of), of);
}

function inNamespace({ metadata, ...rest }: PodJson, namespace: string): Manifest {
  // One of them has a key that no label can have, to see that it is escaped.
  const labels = Object.fromEntries(Object.entries(metadata.labels ?? {}).filter(([key]) => !key.includes('~')));
  return { apiVersion: 'v1', kind: 'Pod', ...rest, metadata: { ...metadata, labels, namespace } } as Manifest;
}
