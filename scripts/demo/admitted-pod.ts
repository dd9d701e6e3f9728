import { join } from 'node:path';
import { findInputs } from '../../src/explain/inputs.ts';
import { readFiles } from '../../src/manifests/documents.ts';
import { filesIn, textReader } from '../../src/manifests/files.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { type Review, reviewOf } from './admission-review.ts';
import { asApiServerSends } from './api-defaults.ts';
import { type PodSummary, summarize } from './pod-summary.ts';
import { type ExpectedPod, NOTHING, type Sample } from './samples.ts';
import { type Answer, patched, type WebhookClient } from './webhook-client.ts';

/** A pod of a sample on its way through admission. */
export interface AdmittedPod {
  readonly sample: Sample;
  readonly review: Review;
  readonly answer: Answer;
  readonly name: string;
  readonly before: PodSummary;
  /** Nothing of a pod that was refused. */
  readonly after: PodSummary;
  /** How it differs from what the sample promises; empty if it does not. */
  readonly problems: readonly string[];
}

/** The requests for all pods that the controllers of a cluster would make of a sample. */
export function reviewsOf(folder: string, { file, pods }: Sample): readonly Review[] {
  const surroundings = new SurroundingsStore(loadSettings(undefined).decision);
  const { documents } = readFiles(filesIn([join(folder, file)], false), textReader(''));
  const reviews = findInputs(documents, surroundings).inputs.flatMap((input) =>
    input.kind === 'pod' ? [reviewOf(asApiServerSends(input.pod, input.namespace), input.namespace)] : [],
  );
  if (reviews.length !== pods.length) {
    throw new Error(`${file} makes ${reviews.length} pods, not ${pods.length}`);
  }
  return reviews;
}

/** Sends a sample's pods one after the other, each as a first call and, once patched, as a second one. */
export async function admit(folder: string, sample: Sample, client: WebhookClient): Promise<readonly AdmittedPod[]> {
  const admitted: AdmittedPod[] = [];
  for (const [index, review] of reviewsOf(folder, sample).entries()) {
    const expected = sample.pods[index] as ExpectedPod;
    const { object, namespace } = review.request;
    const answer = await client.ask(review);
    const result = patched(object, answer);
    const again = answer.allowed ? await client.ask(reviewOf(result, namespace)) : undefined;
    const name = object.metadata.name ?? object.metadata.generateName ?? '';
    const after = answer.allowed ? summarize(result) : { scheduler: NOTHING, project: NOTHING, gpu: NOTHING };
    const problems = differences(expected, name, after, answer).map(
      (difference) => `${sample.file}, pod ${name}: ${difference}`,
    );
    if (again?.patch !== undefined) {
      problems.push(`${sample.file}, pod ${name}: a second call patched it again`);
    }
    admitted.push({ sample, review, answer, name, before: summarize(object), after, problems });
  }
  return admitted;
}

function differences(expected: ExpectedPod, name: string, after: PodSummary, answer: Answer): readonly string[] {
  const { outcome, reason } = answer.auditAnnotations;
  const found = { ...after, outcome, reason };
  const wrong = (['scheduler', 'project', 'gpu', 'outcome', 'reason'] as const)
    .filter((key) => found[key] !== expected[key])
    .map((key) => `${key} is ${found[key]}, not ${expected[key]}`);
  return name.startsWith(expected.pod) ? wrong : [`its name does not begin with ${expected.pod}`, ...wrong];
}
