import { PROGRAM } from '../../decision/vocabulary.ts';
import { by, listedOf, type ObjectReader } from './object-reader.ts';
import { type DeploymentFacts, deploymentSchema } from './objects.ts';
import { mapReading, type Reading } from './reading.ts';

/** One installation of this program, by its chart or by plain manifests of it. */
export interface Release {
  readonly namespace: string;
  /** Helm's name of it, which is on its labels. */
  readonly instance: string;
  readonly deployment: string;
  readonly serviceAccount: string;
  readonly replicas: number;
  /** Of its settings; `undefined` where none is mounted. */
  readonly configMap: string | undefined;
  /** Where a pod answers probes. */
  readonly healthPort: number;
}

/** Which one is meant. */
export interface ReleaseChoice {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

export const SETTINGS_KEY = 'config.yaml';

const INSTANCE_LABEL = 'app.kubernetes.io/instance';

/** Labels that the chart gives its Deployment and its pods, and no upgrade can change. */
export const releaseLabels = (instance: string): string =>
  `app.kubernetes.io/name=${PROGRAM},${INSTANCE_LABEL}=${instance}`;

/** All that fit the choice, by the labels of the chart. */
export async function findReleases(
  reader: ObjectReader,
  { namespace, name }: ReleaseChoice,
): Promise<Reading<readonly Release[]>> {
  const found = await reader.list(
    {
      ...listedOf('apps/v1', 'deployments', namespace),
      selectors: {
        labelSelector:
          name === undefined
            ? `app.kubernetes.io/name=${PROGRAM},app.kubernetes.io/component=webhook`
            : `${releaseLabels(name)},app.kubernetes.io/component=webhook`,
      },
    },
    by(deploymentSchema),
  );
  return mapReading(found, (deployments) => deployments.map(releaseOf));
}

function releaseOf({ metadata, spec }: DeploymentFacts): Release {
  const { containers, volumes, serviceAccountName } = spec.template.spec;
  const ports = containers.flatMap((container) => container.ports ?? []);
  return {
    namespace: metadata.namespace ?? '',
    instance: metadata.labels?.[INSTANCE_LABEL] ?? metadata.name,
    deployment: metadata.name,
    serviceAccount: serviceAccountName ?? metadata.name,
    // An autoscaler's Deployment has none while it is read first; Kubernetes fills in 1.
    replicas: spec.replicas ?? 1,
    configMap: volumes?.find(({ configMap }) => configMap?.name)?.configMap?.name ?? undefined,
    healthPort: ports.find(({ name }) => name === 'health')?.containerPort ?? 8080,
  };
}
