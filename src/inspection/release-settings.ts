import { ClusterError } from '../cluster/api-error.ts';
import { PROGRAM } from '../decision/vocabulary.ts';
import { FLAVOURS } from '../settings/flavours.ts';
import { loadSettings, loadSettingsText, SettingsError } from '../settings/load.ts';
import type { Flavour, SchedulersFound } from '../settings/scheduler-fit.ts';
import type { Settings } from '../settings/settings.ts';
import type { ClusterReader } from './reader.ts';
import { configMapSchema } from './shapes.ts';

/** The settings that a report goes by, and where they come from. */
export interface ReportSettings {
  readonly settings: Settings;
  /** Whether they are those of a release, and not a guess. */
  readonly isKnown: boolean;
  readonly notes: readonly string[];
}

export interface SettingsChoice {
  readonly config: string | undefined;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The same whatever the release is called. */
const OF_THE_RELEASE = { labelSelector: `app.kubernetes.io/name=${PROGRAM}` } as const;

const FILE = 'config.yaml';

/**
 * The settings of the file that is given, of the ConfigMap that the chart makes, or else those of the scheduler that the
 * cluster has.
 *
 * @param schedulerName of the pod that is looked at, if it is one
 * @throws SettingsError where the file or a value cannot be used
 * @throws ClusterError where the ConfigMap has settings that this version does not know
 */
export async function reportSettings(
  reader: ClusterReader,
  schedulers: SchedulersFound | undefined,
  { config, flags, environment }: SettingsChoice,
  schedulerName?: string,
): Promise<ReportSettings> {
  if (config !== undefined) {
    return { settings: loadSettings(config, flags, environment), isKnown: true, notes: [] };
  }
  const found = await findConfigMaps(reader);
  const [first, ...others] = found.maps;
  if (first === undefined) {
    const flavour = likelyFlavour(schedulers, schedulerName);
    return {
      settings: loadSettings(undefined, { flavour, ...flags }, environment),
      isKnown: false,
      notes: [
        `${found.why}, so default settings are assumed (flavour: ${String(flags['flavour'] ?? flavour)}); give the server’s own with --config`,
      ],
    };
  }
  const origin = `ConfigMap ${first.namespace}/${first.name}`;
  return {
    settings: loadReleaseSettings(first.content, origin, flags),
    isKnown: true,
    notes: others.length === 0 ? [] : [`there are ${others.length} more releases; the settings are those of ${origin}`],
  };
}

/** Where a pod has been sent says more than what the cluster has. */
function likelyFlavour(schedulers: SchedulersFound | undefined, schedulerName: string | undefined): Flavour {
  const sentTo = (Object.keys(FLAVOURS) as Flavour[]).find((one) => FLAVOURS[one].schedulerName === schedulerName);
  return sentTo ?? (schedulers?.kai === true && !schedulers.runai ? 'kai' : 'runai');
}

interface ConfigMap {
  readonly namespace: string;
  readonly name: string;
  readonly content: string;
}

/** Where the chart is installed by default first: whoever may read that one often may not read all. */
async function findConfigMaps(reader: ClusterReader): Promise<{ maps: readonly ConfigMap[]; why: string }> {
  let why = 'no release is found in the cluster';
  for (const path of [`/api/v1/namespaces/${PROGRAM}/configmaps`, '/api/v1/configmaps']) {
    const listed = await reader.list({ path, selector: OF_THE_RELEASE }, configMapSchema, 'its ConfigMap');
    if (listed.kind === 'unreadable') {
      why = 'you may not read the ConfigMap of the release';
    }
    const maps = (listed.kind === 'found' ? listed.object : []).flatMap(({ metadata, data }) => {
      const content = data?.[FILE];
      return content === undefined ? [] : [{ namespace: metadata.namespace, name: metadata.name, content }];
    });
    if (maps.length > 0) {
      return { maps, why: '' };
    }
  }
  return { maps: [], why };
}

function loadReleaseSettings(content: string, origin: string, flags: SettingsChoice['flags']): Settings {
  try {
    return loadSettingsText(content, origin, flags);
  } catch (error) {
    throw error instanceof SettingsError
      ? new ClusterError(`${origin} cannot be used (${error.message.split('\n')[0]}); give settings with --config`)
      : error;
  }
}
