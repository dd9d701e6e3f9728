import { readFileSync } from 'node:fs';
import { readPod } from '../../../src/admission/pod-schema.ts';
import { judgePod } from '../../../src/admission/verdict.ts';
import { read as asRead, failed, type Reading } from '../../../src/cluster-reading/reading.ts';
import type { PodJson } from '../../../src/decision/pod/pod.ts';
import type { DecisionSettings } from '../../../src/decision/settings.ts';
import { storedNamespace } from '../../../src/inspection/namespaces.ts';
import {
  bindRequestSchema,
  eventSchema,
  namespaceSchema,
  podGroupSchema,
  podLifeSchema,
  queueSchema,
  registrationSchema,
} from '../../../src/inspection/shapes.ts';
import { renderPodReport } from '../../../src/pod-report/render.ts';
import { reportPod } from '../../../src/pod-report/report.ts';
import type { PodStory, StoredPod } from '../../../src/pod-report/story.ts';
import { applyStrictly } from '../../support/strict-json-patch.ts';
import { Finding, type FuzzTarget } from '../fuzz-target.ts';
import { ByteReader } from '../input/byte-reader.ts';
import { editJson } from '../input/edit-json.ts';
import { PLACED_PODS, storeBesideThem } from '../input/golden-pods.ts';
import { VARIANTS } from '../input/settings-variants.ts';

interface Sample {
  readonly pod: { readonly metadata: { readonly annotations: object }; readonly status: object };
  readonly podGroup: object;
  readonly events: readonly object[];
}

const { queues, ...samples } = JSON.parse(
  readFileSync(new URL('../../pod-report/samples/kai.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Sample>> & { readonly queues: readonly object[] };

const SAMPLES = Object.values(samples);

const REGISTRATION = {
  metadata: { name: 'gpu-fraction-webhook', creationTimestamp: '2026-11-26T10:00:00Z' },
  webhooks: [{ failurePolicy: 'Ignore', clientConfig: { caBundle: 'a' } }],
};

/** What must not come through to a terminal: control, and the direction of text. */
const STEERING = '\u001b[2J\u202e';

/** All that a cluster may hold about a pod is written by other people's programs, of any version. */
export const reports: FuzzTarget = {
  name: 'reports',
  about: 'what is read of a pod, its namespace, events, PodGroup and queue, each after edits, and the report of it',
  maxBytes: 192,
  isSync: true,
  words: [],
  seeds: () => PLACED_PODS.flatMap((_, index) => SAMPLES.map((__, sample) => Uint8Array.of(index, 0, sample))),
  async open() {
    const settings = VARIANTS.map(({ decision }) => decision);
    const worlds = settings.map((decision) => ({ decision, store: storeBesideThem(decision) }));
    return (input) => {
      const bytes = new ByteReader(input);
      const { pod, namespace } = bytes.pick(PLACED_PODS);
      const { decision, store } = bytes.pick(worlds);
      const sample = bytes.pick(SAMPLES);
      const parts = {
        pod: stored(pod as PodJson, namespace, store, decision, sample),
        podGroup: sample.podGroup,
        queue: queues[0] ?? {},
        event: { ...sample.events[0], message: `said${STEERING}` },
        namespace: { metadata: { name: namespace, labels: { 'runai-injection': 'enabled' } } },
        bindRequest: { spec: { selectedNode: 'n' }, status: { phase: 'Failed', reason: 'failed' } },
        registration: REGISTRATION,
      };
      const edited = bytes.pick(Object.keys(parts) as (keyof typeof parts)[]);
      const read = { ...parts, [edited]: editJson(parts[edited], bytes) };
      const reading = readPod(podLifeSchema.safeParse(read.pod).data);
      if (!reading.ok) {
        return;
      }
      const events = eventSchema.safeParse(read.event);
      const story: PodStory = {
        pod: reading.pod as StoredPod,
        owners: [{ kind: 'StatefulSet', name: `lab${STEERING}`, labels: {} }],
        namespace: looked(namespaceSchema.transform(storedNamespace).safeParse(read.namespace)),
        surroundings: store,
        settings: decision,
        mode: 'enforce',
        registration: looked(registrationSchema.safeParse(read.registration)),
        scheduler: undefined,
        events: events.success ? [events.data.event] : [],
        podGroup: looked(podGroupSchema.safeParse(read.podGroup)),
        podGroupEvents: events.success ? [events.data.event] : [],
        queue: looked(queueSchema.safeParse(read.queue)),
        parentQueue: { kind: 'missing', what: 'its parent' },
        bindRequest: bindRequestSchema.safeParse(read.bindRequest).data,
        siblings: [],
        now: Date.parse('2026-11-26T12:00:00Z'),
      };
      const text = renderPodReport(reportPod(story));
      if (/[\p{Cc}\p{Cf}]/u.test(text.replaceAll('\n', '')) || !text.isWellFormed()) {
        throw new Finding(`the report steers a terminal: ${JSON.stringify(text)}`);
      }
    };
  },
};

const looked = <T>(parsed: { readonly data?: T | undefined }): Reading<T> =>
  parsed.data === undefined ? failed('it has another shape') : asRead(parsed.data);

/** A golden pod as the API server stores it, with what KAI wrote. */
function stored(
  pod: PodJson,
  namespace: string,
  store: PodStory['surroundings'],
  settings: DecisionSettings,
  sample: Sample,
): object {
  const verdict = judgePod(pod, namespace, store, settings);
  const { metadata, spec } = applyStrictly(pod, verdict.patch) as PodJson;
  return {
    metadata: {
      ...metadata,
      creationTimestamp: '2026-11-26T11:00:00Z',
      annotations: { ...sample.pod.metadata.annotations, ...metadata.annotations },
    },
    spec,
    status: sample.pod.status,
  };
}
