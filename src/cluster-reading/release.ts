import { PROGRAM } from '../decision/vocabulary.ts';
import { FLAVOURS } from '../settings/flavours.ts';
import { loadSettingsText, SettingsError } from '../settings/load.ts';
import type { Flavour, SchedulersFound } from '../settings/scheduler-fit.ts';
import type { Settings } from '../settings/settings.ts';
import { by, type ObjectReader, objectIn, objectsOf } from './object-reader.ts';
import { firstUnread, mapReading, type Reading, read, valueIn } from './reading.ts';
import { configMapSchema, type DeploymentFacts, deploymentSchema } from './shapes.ts';
import type { Key } from './surroundings.ts';
import { type RegisteredService, registeredAmong } from './webhook-configurations.ts';

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
export interface SettingsText extends Key {
  readonly content: string;
}

/**
 * @param flags settings of the command line, which win
 * @throws SettingsError that names the ConfigMap: where a setting stands nobody knows who has given no file
 */
export function loadReleaseSettings(text: SettingsText, flags?: Readonly<Record<string, unknown>>): Settings {
  const origin = originOf(text);
  try {
    return loadSettingsText(text.content, origin, flags);
  } catch (error) {
    // Whoever may not correct it, or has another version of this program, can still give settings that it knows.
    throw error instanceof SettingsError && error.message.startsWith(origin)
      ? new SettingsError(`${error.message} (or give other settings with --config)`)
      : error;
  }
}

/** What the ConfigMap that a release mounts says; `undefined` where it says nothing. */
export async function readSettingsText(reader: ObjectReader, key: Key): Promise<Reading<SettingsText | undefined>> {
  const place = objectIn(objectsOf('v1', 'configmaps', key.namespace), key.name);
  const found = await reader.get(place, configMapSchema, originOf(key));
  return mapReading(found, ({ data }) => {
    const content = data?.[SETTINGS_KEY];
    return content === undefined ? undefined : { ...key, content };
  });
}

/** Names a ConfigMap in messages. */
export const originOf = ({ namespace, name }: Key): string => `ConfigMap ${namespace}/${name}`;

/**
 * Those of the releases that are registered. Of which nothing is known, of all: where the chart is installed by default
 * first, since whoever may read that often may not read the others.
 */
export async function findSettingsTexts(
  reader: ObjectReader,
  services: readonly RegisteredService[],
): Promise<Reading<readonly SettingsText[]>> {
  if (services.length > 0) {
    const namespaces = new Set(services.map(({ namespace }) => namespace));
    const all = await Promise.all([...namespaces].map((namespace) => settingsTextsIn(reader, namespace)));
    const own = registeredAmong(
      all.flatMap((reading) => valueIn(reading) ?? []),
      services,
      (text) => text,
    );
    return own.length > 0 ? read(own) : (firstUnread(all) ?? read([]));
  }
  const first = await settingsTextsIn(reader, PROGRAM);
  if (first.kind === 'read' && first.value.length > 0) {
    return first;
  }
  const all = await settingsTextsIn(reader);
  return all.kind === 'read' && all.value.length === 0 ? first : all;
}

async function settingsTextsIn(reader: ObjectReader, namespace?: string): Promise<Reading<readonly SettingsText[]>> {
  const place = { ...objectsOf('v1', 'configmaps', namespace), selectors: { labelSelector: CHART_LABELS } };
  const listed = await reader.list(place, by(configMapSchema));
  return mapReading(listed, (maps) =>
    maps.flatMap(({ metadata, data }): readonly SettingsText[] => {
      const content = data?.[SETTINGS_KEY];
      return content === undefined ? [] : [{ namespace: metadata.namespace ?? '', name: metadata.name, content }];
    }),
  );
}

/** Where there is no release. Where a pod has been sent says more than what the cluster has. */
export function likelyFlavour(schedulers: SchedulersFound | undefined, schedulerName?: string): Flavour {
  const sentTo = (Object.keys(FLAVOURS) as Flavour[]).find((one) => FLAVOURS[one].schedulerName === schedulerName);
  return sentTo ?? (schedulers?.kai === true && !schedulers.runai ? 'kai' : 'runai');
}
