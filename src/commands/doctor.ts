import type { ClusterAccess } from '../cluster/access.ts';
import { ApiClient } from '../cluster/client.ts';
import { PodProxy } from '../cluster/pod-proxy.ts';
import { readKinds, schedulersIn } from '../cluster-reading/kinds.ts';
import { ObjectReader } from '../cluster-reading/object-reader.ts';
import { mapReading, valueIn } from '../cluster-reading/reading.ts';
import type { ReleaseChoice } from '../cluster-reading/release.ts';
import { readWebhookConfigurations } from '../cluster-reading/webhook-configurations.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { chooseRelease } from '../doctor/reading/choose-release.ts';
import { readSnapshot } from '../doctor/reading/read-snapshot.ts';
import { type SettingsGiven, settingsOf } from '../doctor/reading/settings.ts';
import { readVersion } from '../doctor/reading/version.ts';
import { findingsIn, renderDiagnosis } from '../doctor/render.ts';
import type { ReportFormat } from '../verify/report-format.ts';

/** An API server that is well answers sooner; each list has so long for each of its pages. */
const ANSWER_MILLIS = 15_000;

/** Objects of one kind that are kept; what a diagnosis says of so many is true of the others, too. */
const MOST_OBJECTS = 20_000;

export interface DoctorOptions {
  readonly access: ClusterAccess;
  readonly release: ReleaseChoice;
  /** In place of the release's ConfigMap, or over it. */
  readonly settings: SettingsGiven;
  readonly output: ReportFormat;
  readonly now?: Date;
}

export interface DoctorResult {
  readonly stdout: string;
  /** 1: something was found that is more than worth knowing. */
  readonly exitCode: 0 | 1;
}

/**
 * Reads a cluster once and says what is wrong with it, as far as pods of this webhook are concerned. Nothing is written.
 *
 * @throws ClusterError where the cluster, or what is meant in it, cannot be reached
 * @throws SettingsError where the settings cannot be used
 */
export async function doctorCommand(options: DoctorOptions): Promise<DoctorResult> {
  const { access, output, now = new Date() } = options;
  const client = new ApiClient(access, ANSWER_MILLIS);
  const reader = new ObjectReader(client, { most: MOST_OBJECTS });
  const kubernetes = await readVersion(client);
  const mutating = await readWebhookConfigurations(reader, 'mutating');
  const { release, notes } = await chooseRelease(reader, options.release, mutating);
  const kinds = await readKinds(reader);
  const schedulers = valueIn(mapReading(kinds, schedulersIn));
  const { settings, from, notes: assumed } = await settingsOf(reader, release, options.settings, schedulers);
  const proxy = new PodProxy(access, ANSWER_MILLIS);
  const snapshot = await readSnapshot({ reader, proxy, kubernetes, kinds, mutating, settings, release });
  const results = diagnose(snapshot, { settings, release, now });
  const diagnosis = {
    cluster: client.server,
    kubernetes: valueIn(kubernetes),
    release,
    settingsFrom: from,
    mode: settings.server.mode,
    notes: [...notes, ...assumed],
    results,
  };
  return {
    stdout: renderDiagnosis(diagnosis, output),
    exitCode: findingsIn(diagnosis).some(({ severity }) => severity !== 'info') ? 1 : 0,
  };
}
