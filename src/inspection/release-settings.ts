import type { ObjectReader } from '../cluster-reading/object-reader.ts';
import { type Reading, valueIn } from '../cluster-reading/reading.ts';
import { findSettingsTexts, likelyFlavour, loadReleaseSettings, originOf } from '../cluster-reading/release.ts';
import { type RegisteredService, readRegisteredServices } from '../cluster-reading/webhook-configurations.ts';
import { loadSettings } from '../settings/load.ts';
import type { SchedulersFound } from '../settings/scheduler-fit.ts';
import type { Settings } from '../settings/settings.ts';
import { whyNot } from './words.ts';

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
 * @throws SettingsError where the file, the ConfigMap or a value cannot be used
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
  const registered = await readRegisteredServices(reader);
  const services = valueIn(registered) ?? [];
  const found = await findSettingsTexts(reader, services);
  const [first, ...others] = valueIn(found) ?? [];
  if (first === undefined) {
    const chosen = flags['flavour'];
    const flavour = String(chosen ?? likelyFlavour(schedulers, schedulerName));
    const remedy = `${chosen === undefined ? 'name another with --flavour, or ' : ''}give the server’s own with --config`;
    return {
      settings: loadSettings(undefined, { ...flags, flavour }, environment),
      isKnown: false,
      notes: [`${whyNone(found, services)}, so default settings are assumed (flavour: ${flavour}); ${remedy}`],
    };
  }
  return {
    settings: loadReleaseSettings(first, flags),
    isKnown: true,
    notes:
      others.length === 0
        ? []
        : [
            `there are ${others.length} more releases${services.length === 0 ? `, and ${whyUnclear(registered)}` : ''}; the settings are those of ${originOf(first)}, give others with --config`,
          ],
  };
}

function whyNone(found: Reading<unknown>, services: readonly RegisteredService[]): string {
  if (found.kind !== 'read') {
    return 'you may not read the ConfigMap of the release';
  }
  const [first] = services;
  return first === undefined
    ? 'no release is found in the cluster'
    : `no settings of a release are found in namespace ${first.namespace}, to which MutatingWebhookConfiguration ${first.configuration} points`;
}

const whyUnclear = (registered: Reading<unknown>): string =>
  registered.kind === 'read'
    ? 'no MutatingWebhookConfiguration tells which one counts'
    : `which one is registered is not known (${whyNot(registered)})`;
