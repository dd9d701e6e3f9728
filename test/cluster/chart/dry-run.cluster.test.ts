import { expect, it } from 'vitest';
import { type Rendered, render } from '../../chart/helm.ts';
import { create, createSeeing, type Manifest } from '../api.ts';
import { installCrds } from '../crds.ts';
import { ensureNamespace } from '../namespaces.ts';
import { describeOnCluster } from '../suite.ts';
import { VALUE_SETS } from './value-sets.ts';

const NAMESPACE = 'gpu-fraction-webhook';

/** What other objects of `helm test` cannot do without, in a dry run either, and is there before. */
const isPrepared = ({ kind, metadata }: Rendered): boolean =>
  (kind === 'Namespace' || kind === 'ServiceAccount') && metadata.name === `${NAMESPACE}-verify`;

for (const kubernetes of ['oldest', 'usual', 'newest'] as const) {
  describeOnCluster(
    `the chart on the ${kubernetes} Kubernetes`,
    {
      kubernetes,
      groups: ['helm4', 'cert-manager', 'prometheus-operator'],
      start: async (cluster) => {
        await installCrds(cluster, 'cert-manager');
        await installCrds(cluster, 'prometheus-operator');
        await ensureNamespace(cluster, NAMESPACE, { labels: { 'pod-security.kubernetes.io/warn': 'restricted' } });
        await ensureNamespace(cluster, `${NAMESPACE}-verify`);
        // A dry run of a pod looks its service account up.
        await create(cluster.kubeConfig, {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: `${NAMESPACE}-verify`, namespace: NAMESPACE },
        });
      },
    },
    (cluster) => {
      it.each(VALUE_SETS)(
        'is taken by the API server, every field of every object: $title',
        async ({ values, warnings: expected }) => {
          const { objects } = await render(values, { namespace: NAMESPACE });
          for (const object of objects.filter((one) => !isPrepared(one))) {
            const { warnings } = await createSeeing(
              cluster().kubeConfig,
              object as Manifest,
              '?dryRun=All&fieldValidation=Strict',
            );
            const wanted = object.kind === 'Deployment' && expected ? [expect.stringMatching(expected)] : [];
            expect([object.kind, warnings]).toEqual([object.kind, wanted]);
          }
        },
      );
    },
  );
}
