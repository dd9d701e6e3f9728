import type { ClusterAccess } from '../cluster/access.ts';
import { asApiError, ClusterError } from '../cluster/api-error.ts';
import { ApiClient } from '../cluster/client.ts';
import { Discovery } from '../cluster/discovery.ts';
import { ruleOf } from '../cluster/permissions.ts';
import { PodProxy } from '../cluster/pod-proxy.ts';
import { unusable } from '../cluster/unusable.ts';
import { PROGRAM } from '../decision/vocabulary.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { ObjectReader } from '../doctor/reading/object-reader.ts';
import { configMapSchema, versionSchema } from '../doctor/reading/objects.ts';
import { readSnapshot } from '../doctor/reading/read-snapshot.ts';
import { failed, type Reading, read, whyNot } from '../doctor/reading/reading.ts';
import { findReleases, type Release, type ReleaseChoice, SETTINGS_KEY } from '../doctor/reading/release.ts';
import { findingsIn, renderDiagnosis } from '../doctor/render.ts';
import { kindKey } from '../manifests/kubernetes-kinds.ts';
import { loadSettings, loadSettingsText, SettingsError } from '../settings/load.ts';
import { findSchedulers, SCHEDULER_SIGNS } from '../settings/scheduler-fit.ts';
import type { Settings } from '../settings/settings.ts';
import type { ReportFormat } from '../verify/report-format.ts';

/** An API server that is well answers sooner; each list has so long for each of its pages. */
const ANSWER_MILLIS = 15_000;

export interface DoctorOptions {
  readonly access: ClusterAccess;
  readonly release: ReleaseChoice;
  /** Configuration file in place of the release's ConfigMap. */
  readonly config: string | undefined;
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
  const { access, config, output, now = new Date() } = options;
  const client = new ApiClient(access, ANSWER_MILLIS);
  const reader = new ObjectReader(client);
  const kubernetes = await readVersion(client);
  const release = await chooseRelease(reader, options.release);
  const { settings, from } = await settingsOf(client, reader, release, config);
  const snapshot = await readSnapshot({
    client,
    reader,
    proxy: new PodProxy(access, ANSWER_MILLIS),
    kubernetes,
    settings,
    release,
  });
  const results = diagnose(snapshot, { settings, release, now });
  const diagnosis = {
    cluster: client.server,
    kubernetes: kubernetes.kind === 'read' ? kubernetes.value : undefined,
    release,
    settingsFrom: from,
    mode: settings.server.mode,
    results,
  };
  return {
    stdout: renderDiagnosis(diagnosis, output),
    exitCode: findingsIn(diagnosis).some(({ severity }) => severity !== 'info') ? 1 : 0,
  };
}

/** The first request: what cannot be answered at all is known by it. */
async function readVersion(client: ApiClient): Promise<Reading<string>> {
  const path = '/version';
  try {
    const { body } = await client.get({ path, accept: 'application/json', signal: new AbortController().signal });
    const { success, data } = versionSchema.safeParse(body);
    return success ? read(data.gitVersion) : failed('the version of Kubernetes has a shape that cannot be read');
  } catch (error) {
    const problem = asApiError(error);
    if (problem.problem === 'forbidden') {
      return { kind: 'forbidden', rules: [ruleOf({ verb: 'get', group: '', resource: path })] };
    }
    throw problem.cause ?? unusable(client.server, problem);
  }
}

/** @throws ClusterError where it is not clear which one is meant */
async function chooseRelease(reader: ObjectReader, choice: ReleaseChoice): Promise<Release | undefined> {
  const found = await findReleases(reader, choice);
  if (found.kind !== 'read') {
    throw new ClusterError(
      choice.namespace === undefined
        ? `the release cannot be looked for in all namespaces: doctor ${whyNot(found)}; ask for it, or name the release's namespace with --namespace`
        : `the release cannot be looked for in namespace ${choice.namespace}: doctor ${whyNot(found)}; ask for it`,
    );
  }
  const [first, ...more] = found.value;
  if (more.length > 0) {
    const names = found.value.map(({ namespace, instance }) => `--namespace ${namespace} --release ${instance}`);
    throw new ClusterError(`there are ${found.value.length} releases of ${PROGRAM}: choose one of ${names.join(', ')}`);
  }
  if (first === undefined && (choice.namespace !== undefined || choice.name !== undefined)) {
    const where = choice.namespace === undefined ? '' : ` in namespace ${choice.namespace}`;
    throw new ClusterError(
      `there is no release ${choice.name === undefined ? `of ${PROGRAM}` : choice.name}${where}: leave out --namespace and --release to have it looked for`,
    );
  }
  return first;
}

interface SettingsFound {
  readonly settings: Settings;
  readonly from: string;
}

/** @throws ClusterError where the release has some, and they cannot be read */
async function settingsOf(
  client: ApiClient,
  reader: ObjectReader,
  release: Release | undefined,
  config: string | undefined,
): Promise<SettingsFound> {
  if (config !== undefined) {
    const environment = release === undefined ? {} : { POD_NAMESPACE: release.namespace };
    return { settings: loadSettings(config, {}, environment), from: `file ${config}` };
  }
  if (release === undefined) {
    const flavour = await likelyFlavour(client);
    return { settings: loadSettings(undefined, { flavour }), from: `the defaults, flavour ${flavour}` };
  }
  const { namespace, configMap } = release;
  if (configMap === undefined) {
    throw new ClusterError(
      `Deployment ${namespace}/${release.deployment} mounts no ConfigMap, so its settings are not known: give the same file with --config`,
    );
  }
  const what = `ConfigMap ${namespace}/${configMap}`;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${encodeURIComponent(configMap)}`;
  const rule = { group: '', resource: 'configmaps', name: configMap };
  const found = await reader.get(path, configMapSchema, what, rule);
  if (found.kind !== 'read') {
    throw new ClusterError(
      `the settings of the release, in ${what}, cannot be read: doctor ${whyNot(found)}; ask for it, or give the same file with --config`,
    );
  }
  const text = found.value.data?.[SETTINGS_KEY];
  if (text === undefined) {
    throw new ClusterError(`${what} has no ${SETTINGS_KEY}: give the release's settings with --config`);
  }
  return { settings: namingOrigin(what, () => loadSettingsText(text, what)), from: what };
}

/** A setting is named by itself; where it stands nobody knows who has given no file. */
function namingOrigin<T>(origin: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    const isNamed = error instanceof SettingsError && !error.message.startsWith(origin);
    throw isNamed ? new SettingsError(`${origin}: ${error.message}`) : error;
  }
}

/** Before anything is installed: whichever scheduler is there. */
async function likelyFlavour(client: ApiClient): Promise<'runai' | 'kai'> {
  const served = await new Discovery(client, SCHEDULER_SIGNS).look(new AbortController().signal).catch(() => undefined);
  const { runai, kai } = findSchedulers((sign) => served?.has(kindKey(sign)) ?? false);
  return kai && !runai ? 'kai' : 'runai';
}
