import type * as z from 'zod';
import { readSamples } from '../../../src/cluster-reading/metrics-text.ts';
import { read } from '../../../src/cluster-reading/reading.ts';
import { deploymentSchema, queueSchema } from '../../../src/cluster-reading/shapes.ts';
import { webhookConfigurationSchema } from '../../../src/cluster-reading/webhook-configurations.ts';
import { diagnose } from '../../../src/doctor/diagnose.ts';
import { endpointSliceSchema, kaiConfigSchema } from '../../../src/doctor/reading/objects.ts';
import { podIn } from '../../../src/doctor/reading/read-pods.ts';
import type { Snapshot } from '../../../src/doctor/reading/snapshot.ts';
import { renderDiagnosis } from '../../../src/doctor/render.ts';
import { SurroundingsStore } from '../../../src/surroundings/store.ts';
import { healthy, NOW, namespace, own, podDefault, queue, RELEASE, replica, settingsOf } from '../../doctor/facts.ts';
import { Finding, type FuzzTarget } from '../fuzz-target.ts';
import { ByteReader } from '../input/byte-reader.ts';
import { editJson } from '../input/edit-json.ts';

const settings = settingsOf();

/** Objects as an API server sends them, of which one is edited. */
const OBJECTS: Readonly<Record<string, unknown>> = {
  mutating: own(),
  validating: own(),
  queues: queue('team-a', 'department', 0),
  kaiConfigs: { metadata: { name: 'kai-config' }, spec: { admission: { gpuSharing: false } } },
  deployments: {
    metadata: { name: 'kai-operator', namespace: 'kai-scheduler' },
    spec: { template: { spec: { containers: [{ name: 'operator', image: 'example.com:5000/operator:v0.9.1' }] } } },
  },
  endpointSlices: {
    metadata: { name: 'slice' },
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: false } }],
  },
  namespaces: { metadata: namespace('alice', { 'kai/project': 'team-x' }) },
  podDefaults: {
    metadata: { name: 'half', namespace: 'alice' },
    spec: podDefault('half', { env: [{ name: 'RUNAI_GPU_FRACTION', value: '1.5' }] }),
  },
  pods: {
    metadata: { name: 'nb-0', namespace: 'alice', annotations: { RUNAI_GPU_FRACTION: '0.5' } },
    spec: { containers: [{ name: 'main' }] },
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message: 'no GPU' }] },
  },
};

const FACTS = Object.keys(OBJECTS);

/** What a cluster may hold: its objects are other people's, and every word of a diagnosis is theirs or ours. */
export const clusters: FuzzTarget = {
  name: 'clusters',
  about: 'an object of a cluster after edits, or the metrics of a replica, and the diagnosis of that cluster',
  maxBytes: 256,
  isSync: true,
  words: ['gpu_fraction_webhook_surroundings_staleness_seconds{kind="Namespace"} 900\n'],
  seeds: () => FACTS.map((_, index) => Uint8Array.of(index)),
  async open() {
    return (input) => {
      const bytes = new ByteReader(input);
      const fact = bytes.pick(FACTS);
      const metrics = readSamples(Buffer.from(input).toString());
      const edited = editJson(OBJECTS[fact], bytes);
      const results = diagnose(snapshotWith({ ...OBJECTS, [fact]: edited }, metrics), {
        settings,
        release: RELEASE,
        now: NOW,
      });
      const text = renderDiagnosis(
        { cluster: 'c', kubernetes: 'v', release: RELEASE, settingsFrom: 's', mode: 'enforce', notes: [], results },
        'text',
      );
      const bad = /[^\P{Cc}\n]/u.exec(text);
      if (bad !== null || !text.isWellFormed()) {
        throw new Finding(`text that steers a terminal, at ${bad?.index}`);
      }
    };
  },
};

function snapshotWith(objects: Readonly<Record<string, unknown>>, metrics: ReturnType<typeof readSamples>): Snapshot {
  const store = new SurroundingsStore(settings.decision);
  store.replacement({ apiVersion: 'v1', kind: 'Namespace' }).add([objects['namespaces']]);
  store.replacement({ apiVersion: 'kubeflow.org/v1alpha1', kind: 'PodDefault' }).add([objects['podDefaults']]);
  const alice = store.namespace('alice');
  const list = <T>(schema: z.ZodType<T>, fact: string): readonly T[] => {
    const { success, data } = schema.safeParse(objects[fact]);
    return success ? [data] : [];
  };
  const pod = podIn(objects['pods'], new Set(['alice']));
  const facts = {
    ...healthy(),
    mutating: list(webhookConfigurationSchema, 'mutating'),
    validating: list(webhookConfigurationSchema, 'validating'),
    queues: list(queueSchema, 'queues'),
    kaiConfigs: list(kaiConfigSchema, 'kaiConfigs'),
    deployments: list(deploymentSchema, 'deployments'),
    endpointSlices: list(endpointSliceSchema, 'endpointSlices'),
    namespaces: alice === undefined ? [] : [alice],
    podDefaults: store.podDefaults('alice'),
    surroundings: store,
    pods: pod ? [pod] : [],
    replicas: [replica({ metrics: read(metrics) })],
  };
  return Object.fromEntries(Object.entries(facts).map(([fact, value]) => [fact, read(value)])) as unknown as Snapshot;
}
