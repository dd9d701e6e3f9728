import { ClusterError } from '../cluster/api-error.ts';
import type { ObjectReader } from '../cluster-reading/object-reader.ts';
import { valueIn } from '../cluster-reading/reading.ts';
import { findSettingsTexts, likelyFlavour, type SettingsText } from '../cluster-reading/release.ts';
import { loadSettings, loadSettingsText, SettingsError } from '../settings/load.ts';
import type { SchedulersFound } from '../settings/scheduler-fit.ts';
import type { Settings } from '../settings/settings.ts';

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

/**
 * The settings of the file that is given, of the ConfigMap that the chart makes, or else those of the scheduler that the
 * cluster has.
 *
 * @param schedulerName of the pod that is looked at, if it is one
 * @throws SettingsError where the file or a value cannot be used
 * @throws ClusterError where the ConfigMap has settings that this version does not know
 */
export async function reportSettings(
  reader: ObjectReader,
  schedulers: SchedulersFound | undefined,
  { config, flags, environment }: SettingsChoice,
  schedulerName?: string,
): Promise<ReportSettings> {
  if (config !== undefined) {
    return { settings: loadSettings(config, flags, environment), isKnown: true, notes: [] };
  }
  const found = await findSettingsTexts(reader);
  const [first, ...others] = valueIn(found) ?? [];
  if (first === undefined) {
    const flavour = likelyFlavour(schedulers, schedulerName);
    const why =
      found.kind === 'read' ? 'no release is found in the cluster' : 'you may not read the ConfigMap of the release';
    return {
      settings: loadSettings(undefined, { flavour, ...flags }, environment),
      isKnown: false,
      notes: [
        `${why}, so default settings are assumed (flavour: ${String(flags['flavour'] ?? flavour)}); give the server’s own with --config`,
      ],
    };
  }
  return {
    settings: loadReleaseSettings(first, flags),
    isKnown: true,
    notes:
      others.length === 0
        ? []
        : [`there are ${others.length} more releases; the settings are those of ${first.origin}`],
  };
}

function loadReleaseSettings({ origin, content }: SettingsText, flags: SettingsChoice['flags']): Settings {
  try {
    return loadSettingsText(content, origin, flags);
  } catch (error) {
    throw error instanceof SettingsError
      ? new ClusterError(`${origin} cannot be used (${error.message.split('\n')[0]}); give settings with --config`)
      : error;
  }
}
