import { ClusterError } from '../../cluster/api-error.ts';
import type { ObjectReader } from '../../cluster-reading/object-reader.ts';
import { whyNot } from '../../cluster-reading/reading.ts';
import {
  likelyFlavour,
  loadReleaseSettings,
  originOf,
  type Release,
  readSettingsText,
  SETTINGS_KEY,
} from '../../cluster-reading/release.ts';
import { loadSettings } from '../../settings/load.ts';
import type { SchedulersFound } from '../../settings/scheduler-fit.ts';
import type { Settings } from '../../settings/settings.ts';

export interface SettingsFound {
  readonly settings: Settings;
  /** For people. */
  readonly from: string;
  /** On what is assumed. */
  readonly notes: readonly string[];
}

/** What was typed in place of the release's settings, or over them. */
export interface SettingsGiven {
  readonly config: string | undefined;
  readonly flags: Readonly<Record<string, unknown>>;
}

/**
 * The settings of the file that is given, of the release, or before anything is installed those of whichever scheduler is
 * there.
 *
 * @throws ClusterError where the release has some, and they cannot be read
 * @throws SettingsError where they cannot be used
 */
export async function settingsOf(
  reader: ObjectReader,
  release: Release | undefined,
  { config, flags }: SettingsGiven,
  schedulers: SchedulersFound | undefined,
): Promise<SettingsFound> {
  if (config !== undefined) {
    const environment = release === undefined ? {} : { POD_NAMESPACE: release.namespace };
    return { settings: loadSettings(config, flags, environment), from: `file ${config}`, notes: [] };
  }
  if (release === undefined) {
    const flavour = String(flags['flavour'] ?? likelyFlavour(schedulers));
    return {
      settings: loadSettings(undefined, { flavour }),
      from: `the defaults, flavour ${flavour}`,
      notes:
        flags['flavour'] === undefined
          ? [
              `without a release default settings are assumed (flavour: ${flavour}); name another with --flavour, or give settings with --config`,
            ]
          : [],
    };
  }
  const { namespace, configMap } = release;
  if (configMap === undefined) {
    throw new ClusterError(
      `Deployment ${namespace}/${release.deployment} mounts no ConfigMap, so its settings are not known: give the same file with --config`,
    );
  }
  const key = { namespace, name: configMap };
  const origin = originOf(key);
  const found = await readSettingsText(reader, key);
  if (found.kind !== 'read') {
    throw new ClusterError(
      `the settings of the release, in ${origin}, cannot be read: doctor ${whyNot(found)}; ask for it, or give the same file with --config`,
    );
  }
  if (found.value === undefined) {
    throw new ClusterError(`${origin} has no ${SETTINGS_KEY}: give the release's settings with --config`);
  }
  return { settings: loadReleaseSettings(found.value, flags), from: origin, notes: [] };
}
