import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileCertificateSource } from '../../src/certificates/files/file-source.ts';
import { type RunningServer, startServer } from '../../src/server/server.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { openLog } from '../../src/telemetry/log.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import type { Manifest } from './api.ts';
import { createSeeing } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { ensureNamespace } from './namespaces.ts';
import { waitFor } from './wait.ts';
import type { Registration } from './webhook.ts';
import { ownService, registerWebhook, servingNames } from './webhook.ts';

/** Choices for this project's webhook. */
export interface OwnWebhookOptions {
  /** Settings as in its configuration file; the KAI flavour by default, whose scheduler the tests have. */
  settings?: SettingsInput;
  registration?: Partial<Registration>;
  /** What it knows beside the pod; by default nothing yet. */
  surroundings?: SurroundingsStore;
}

/** This project's webhook, registered with the API server. */
export interface OwnWebhook {
  settings: Settings;
  server: RunningServer;
  configuration: Manifest;
  logFile: string;
  /** Tells the webhook of an object, as its watches would: a Namespace, a PodDefault or the owner of a gang. */
  knows(manifest: Manifest): void;
  /** Makes a namespace that the webhook knows, opted in unless its labels say otherwise. */
  namespace(name: string, labels?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

/** Labels of a namespace that opted in and belongs to a project. */
export function optedIn(project?: string): Record<string, string> {
  return { 'runai-injection': 'enabled', ...(project !== undefined && { 'kai/project': project }) };
}

/** Starts the webhook's server inside this process, registers it, and waits until the API server calls it. */
export async function startOwnWebhook(
  cluster: Cluster,
  { settings: input = {}, registration = {}, surroundings: given }: OwnWebhookOptions = {},
): Promise<OwnWebhook> {
  const folder = await certificateFolder(cluster);
  const logFile = join(cluster.folder, 'logs', 'gpu-fraction-webhook.log');
  const log = createWriteStream(logFile, { flags: 'a' });
  const settings = loadSettings(undefined, {
    flavour: 'kai',
    releaseNamespace: ownService.namespace,
    logLevel: 'debug',
    ...input,
    httpsPort: 0,
    healthPort: 0,
    tlsCertDir: folder,
  });
  const surroundings = given ?? new SurroundingsStore(settings.decision);
  const ignore = () => undefined;
  const certificates = new FileCertificateSource(folder, { loaded: ignore, rejected: ignore, listenerFailed: ignore });
  await certificates.start();
  const telemetry = { log: openLog(settings.logLevel, { destination: log }), metrics: new Metrics('test') };
  const server = await startServer({ settings, surroundings, certificates, telemetry });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= server.drain(0).then(() => {
      certificates.close();
      log.end();
    });
    return stopped;
  };
  cluster.onStop(() => void stop());
  const configuration = await registerWebhook(cluster, {
    port: server.httpsAddress.port,
    caBundle: cluster.authority.cert,
    excludedNamespaces: settings.decision.excludedNamespaces,
    namespacePrefixes: settings.decision.namespacePrefixes,
    ...registration,
  });
  const webhook: OwnWebhook = {
    settings,
    server,
    configuration,
    logFile,
    knows: (manifest) => void surroundings.upsert(manifest),
    async namespace(name, labels = optedIn()) {
      surroundings.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
      await ensureNamespace(cluster, name, { labels });
    },
    stop,
  };
  await waitUntilCalled(cluster, webhook);
  return webhook;
}

/** A folder with a serving certificate for the webhook's Service and for loopback, as a mounted Secret would be. */
export async function certificateFolder(cluster: Cluster): Promise<string> {
  const folder = join(cluster.folder, 'gpu-fraction-webhook');
  mkdirSync(folder, { recursive: true });
  const { key, cert } = await cluster.authority.serving(servingNames({ service: ownService }));
  writeFileSync(join(folder, 'tls.crt'), cert);
  writeFileSync(join(folder, 'tls.key'), key, { mode: 0o600 });
  return folder;
}

/** The API server learns of a configuration by a watch, so the first pods may still be created without it. */
async function waitUntilCalled(cluster: Cluster, webhook: OwnWebhook): Promise<void> {
  const namespace = 'webhook-probe';
  await webhook.namespace(namespace);
  await waitFor('the API server to call the webhook', async (saw) => {
    // In a namespace without a project it always has something to say, in audit mode too.
    const { body, warnings } = await createSeeing(cluster.kubeConfig, probe(namespace), '?dryRun=All');
    saw({ body, warnings });
    return warnings.some((warning) => warning.startsWith('gpu-fraction-webhook: '));
  });
}

/** A pod that is routed in every opted-in namespace. */
export function probe(namespace: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: 'probe-', namespace, labels: { runai: 'true' } },
    spec: { containers: [{ name: 'main', image: 'example.com/none' }] },
  };
}
