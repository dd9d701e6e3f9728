import { PROGRAM } from '../decision/vocabulary.ts';
import { FLAVOURS } from '../settings/flavours.ts';
import type { Flavour, SchedulersFound } from '../settings/scheduler-fit.ts';
import { by, type ObjectReader, objectIn, objectsOf } from './object-reader.ts';
import { mapReading, type Reading, read, valueIn } from './reading.ts';
import { configMapSchema, type DeploymentFacts, deploymentSchema } from './shapes.ts';

/*
 * The release and its settings. Its Deployment tells most; but who works in one namespace may seldom list those of the
 * cluster, and often ConfigMaps, so that its settings are also found without it.
 */

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

const INSTANCE_LABEL = 'app.kubernetes.io/instance';

/** Of all that the chart makes, whatever the release is called. */
const CHART_LABELS = `app.kubernetes.io/name=${PROGRAM}`;

/** Of Deployments and their pods, and not of the one that `helm test` leaves. */
export const WEBHOOK_LABELS = `${CHART_LABELS},app.kubernetes.io/component=webhook`;

/** Labels that the chart gives its Deployment and its pods, and no upgrade can change. */
export const releaseLabels = (instance: string): string => `${CHART_LABELS},${INSTANCE_LABEL}=${instance}`;

/** All that fit the choice, by the labels of the chart. */
export async function findReleases(
  reader: ObjectReader,
  { namespace, name }: ReleaseChoice,
): Promise<Reading<readonly Release[]>> {
  const labelSelector = name === undefined ? WEBHOOK_LABELS : `${WEBHOOK_LABELS},${INSTANCE_LABEL}=${name}`;
  const found = await reader.list(
    { ...objectsOf('apps/v1', 'deployments', namespace), selectors: { labelSelector } },
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

export const SETTINGS_KEY = 'config.yaml';

/** The settings of a release, as the chart writes them. */
export interface SettingsText {
  /** Names its ConfigMap in messages. */
  readonly origin: string;
  readonly content: string;
}

/** What the ConfigMap that a release mounts says; `undefined` where it says nothing. */
export async function readSettingsText(
  reader: ObjectReader,
  namespace: string,
  configMap: string,
): Promise<Reading<string | undefined>> {
  const place = objectIn(objectsOf('v1', 'configmaps', namespace), configMap);
  const found = await reader.get(place, configMapSchema, originOf(namespace, configMap));
  return mapReading(found, ({ data }) => data?.[SETTINGS_KEY]);
}

export const originOf = (namespace: string, configMap: string): string => `ConfigMap ${namespace}/${configMap}`;

/** Those of all releases. Where the chart is installed by default first: whoever may read that often may not read all. */
export async function findSettingsTexts(reader: ObjectReader): Promise<Reading<readonly SettingsText[]>> {
  let none: Reading<readonly SettingsText[]> = read([]);
  for (const namespace of [PROGRAM, undefined]) {
    const place = { ...objectsOf('v1', 'configmaps', namespace), selectors: { labelSelector: CHART_LABELS } };
    const listed = await reader.list(place, by(configMapSchema));
    const found = (valueIn(listed) ?? []).flatMap(({ metadata, data }): readonly SettingsText[] => {
      const content = data?.[SETTINGS_KEY];
      return content === undefined ? [] : [{ origin: originOf(metadata.namespace ?? '', metadata.name), content }];
    });
    if (found.length > 0) {
      return read(found);
    }
    none = listed.kind === 'forbidden' || listed.kind === 'failed' ? listed : none;
  }
  return none;
}

/** Where there is no release. Where a pod has been sent says more than what the cluster has. */
export function likelyFlavour(schedulers: SchedulersFound | undefined, schedulerName?: string): Flavour {
  const sentTo = (Object.keys(FLAVOURS) as Flavour[]).find((one) => FLAVOURS[one].schedulerName === schedulerName);
  return sentTo ?? (schedulers?.kai === true && !schedulers.runai ? 'kai' : 'runai');
}
