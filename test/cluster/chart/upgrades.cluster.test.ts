import { expect, it } from 'vitest';
import {
  CHART_FOLDER,
  HELMS,
  type Helm,
  IMAGE,
  type Rendered,
  render,
  runHelm,
  type Values,
} from '../../chart/helm.ts';
import { type Manifest, read } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { installCrds } from '../crds.ts';
import { describeOnCluster } from '../suite.ts';
import { VALUE_SETS } from './value-sets.ts';

const RELEASE = 'gpu-fraction-webhook';

/** Each is a change to the one before, and the last to the first. */
const STEPS: readonly { title: string; values: Values }[] = [
  ...VALUE_SETS,
  { title: 'one replica', values: { replicas: 1 } },
  {
    title: 'another name of the registration, and an issuer of somebody else',
    values: {
      webhook: { name: 'fraction', annotations: null },
      certificates: { source: 'certManager', certManager: { issuerRef: { name: 'corp', kind: 'ClusterIssuer' } } },
    },
  },
  {
    title: 'as little as can be',
    values: {
      config: { flavour: 'kai', projectGuard: 'off', mode: 'audit' },
      policies: { unpatched: 'off' },
      priorityClassName: '',
      replicas: 1,
    },
  },
  {
    title: 'other ports, labels and places',
    values: {
      ports: { webhook: 10_250, health: 9090 },
      podLabels: { team: 'platform' },
      podAnnotations: { note: '1' },
      nodeSelector: { pool: 'system' },
      config: { namespacePrefixes: ['kubeflow-', 'team-'], onInvalid: 'warn', lameDuckSeconds: 0 },
    },
  },
  { title: 'the defaults again', values: {} },
];

async function helm(cluster: Cluster, which: Helm, args: readonly string[], values?: Values): Promise<void> {
  const { status, stderr } = await runHelm(which, [...args, '--namespace', RELEASE], {
    kubeconfig: cluster.kubeconfigPath,
    ...(values && { values: { ...IMAGE, ...values } }),
  });
  expect([status, stderr]).toEqual([0, '']);
}

const isHook = ({ metadata }: Rendered): boolean => metadata.annotations?.['helm.sh/hook'] !== undefined;
const nameOf = ({ kind, metadata }: Rendered): string => `${kind} ${metadata.name}`;

for (const which of HELMS) {
  describeOnCluster(
    `a release by ${which} whose values are changed`,
    {
      groups: [which, 'cert-manager', 'prometheus-operator'],
      start: async (cluster) => {
        await installCrds(cluster, 'cert-manager');
        await installCrds(cluster, 'prometheus-operator');
      },
    },
    (cluster) => {
      const seen = new Map<string, Rendered>();

      /** What is there of all that was ever rendered. */
      async function present(): Promise<string[]> {
        const found = await Promise.all(
          [...seen.values()].map(async (object) => {
            const { metadata } = (await read(cluster().kubeConfig, object as Manifest)) ?? {};
            return metadata === undefined || metadata['deletionTimestamp'] !== undefined ? [] : [nameOf(object)];
          }),
        );
        return found.flat().sort();
      }

      it('has what the values say after each upgrade, and nothing else; no field was in the way', async () => {
        for (const [step, { title, values }] of STEPS.entries()) {
          const objects = (await render(values, { helm: which })).objects.filter((object) => !isHook(object));
          for (const object of objects) {
            seen.set(nameOf(object), object);
          }
          const verb = step === 0 ? ['install', '--create-namespace'] : ['upgrade'];
          await helm(cluster(), which, [...verb, RELEASE, CHART_FOLDER], values);
          expect([title, await present()]).toEqual([title, objects.map(nameOf).sort()]);
        }
      }, 240_000);

      it('goes back to where it was, and leaves nothing when it is removed', async () => {
        await helm(cluster(), which, ['rollback', RELEASE, '3']);
        const { objects } = await render(STEPS[2]?.values, { helm: which });
        expect(await present()).toEqual(
          objects
            .filter((object) => !isHook(object))
            .map(nameOf)
            .sort(),
        );
        await helm(cluster(), which, ['uninstall', RELEASE]);
        expect(await present()).toEqual([]);
      });
    },
  );
}
