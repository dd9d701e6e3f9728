import jsonPatch from 'fast-json-patch';
import { Bench } from 'tinybench';
import { readPod } from '../src/admission/pod-schema.ts';
import { respond } from '../src/admission/response.ts';
import { readReview } from '../src/admission/review.ts';
import { judgeObject } from '../src/admission/verdict.ts';
import { decide } from '../src/decision/decide.ts';
import type { PodJson } from '../src/decision/pod/pod.ts';
import { buildPatch } from '../src/patch/build-patch.ts';
import { loadSettings } from '../src/settings/load.ts';
import { SurroundingsStore } from '../src/surroundings/store.ts';
import { reviewOfSize, SIZES } from './reviews.ts';

/** Latencies of one step for one size of pod, in microseconds. */
export interface StepResult {
  readonly size: string;
  readonly step: string;
  readonly p50: number;
  readonly p99: number;
  readonly samples: number;
}

const { decision: settings } = loadSettings(undefined);
const surroundings = new SurroundingsStore(settings);
surroundings.upsert({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'kubeflow-alice', labels: { 'runai-injection': 'enabled', 'runai/queue': 'team-a' } },
});

/** What the server does between the bytes of a request and those of its answer. */
function answer(body: string): string {
  const reading = readReview(JSON.parse(body));
  if (!reading.ok) {
    throw new Error(reading.problem);
  }
  const { uid, namespace, object } = reading.request;
  return JSON.stringify(respond(uid, judgeObject(object, namespace, surroundings, settings)));
}

/** The same result the usual way: change a copy, and have the difference computed. */
function cloneAndDiff(body: string): string {
  const { request } = JSON.parse(body);
  const changed = structuredClone(request.object);
  changed.spec.schedulerName = 'runai-scheduler';
  changed.metadata.annotations['gpu-fraction-container-name'] = 'main';
  const patch = Buffer.from(JSON.stringify(jsonPatch.compare(request.object, changed))).toString('base64');
  return JSON.stringify({ response: { uid: request.uid, allowed: true, patchType: 'JSONPatch', patch } });
}

/** Measures the whole path and its parts, for pods of every size. */
export async function benchInProcess(milliseconds: number): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const { title, bytes } of SIZES) {
    const body = reviewOfSize(bytes);
    const review = JSON.parse(body);
    const pod: PodJson = review.request.object;
    const namespace = 'kubeflow-alice';
    const verdict = judgeObject(pod, namespace, surroundings, settings);
    const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 4 });
    bench
      .add('whole path', () => answer(body))
      .add('JSON.parse', () => JSON.parse(body))
      .add('check the review', () => readReview(review))
      .add('check the pod', () => readPod(pod))
      .add('decide and patch', () => buildPatch(pod, decide(pod, namespace, surroundings, settings)))
      .add('serialise the answer', () => JSON.stringify(respond('uid', verdict)))
      .add('clone and diff, whole path', () => cloneAndDiff(body));
    await bench.run();
    for (const { name, result } of bench.tasks) {
      if (result.state !== 'completed') {
        throw new Error(`${name}: ${result.state}`);
      }
      const { p50, p99, samplesCount } = result.latency;
      results.push({ size: title, step: name, p50: p50 * 1000, p99: p99 * 1000, samples: samplesCount });
    }
  }
  return results;
}
