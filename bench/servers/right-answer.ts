import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { CHECKED_REVIEWS, type CheckedReview } from '../reviews.ts';
import { post } from './post.ts';
import type { RunningServer } from './running-server.ts';

/** Annotations that say who was there: this program's, for people, and Pepr's. The others write none. */
const NOTES: readonly string[] = ['gpu-fraction-webhook/decision', 'bench.pepr.dev/gpu-fraction'];

/**
 * Refuses a server that leaves another pod than the expected one: what does less may well be faster. Beside the timed pod there is one
 * that asks in another way, and one that does not ask.
 */
export async function checkAnswers({ server, port }: RunningServer, caFile: string): Promise<void> {
  if (server.answers === 'a constant') {
    return;
  }
  const ca = readFileSync(caFile, 'utf8');
  for (const review of CHECKED_REVIEWS) {
    const { text } = await post({ ca, port, path: server.path }, review.body);
    const wrong = differenceFrom(review, text);
    if (wrong !== undefined) {
      throw new Error(`${server.title} is not measured, since it answers ${review.what} wrongly: ${wrong}`);
    }
  }
}

/** What is wrong with an answer, or undefined. */
export function differenceFrom(review: CheckedReview, answer: string): string | undefined {
  try {
    return difference(review, answer);
  } catch (error) {
    return `it cannot be read (${error}): ${answer}`;
  }
}

function difference({ body, becomes }: CheckedReview, answer: string): string | undefined {
  const { response } = JSON.parse(answer);
  const { uid, object } = JSON.parse(body).request;
  if (response?.uid !== uid || response?.allowed !== true) {
    return `not allowed, or for another request: ${answer}`;
  }
  const patch: Operation[] =
    response.patch === undefined ? [] : JSON.parse(Buffer.from(response.patch, 'base64').toString());
  const { newDocument } = jsonPatch.applyPatch(object, patch, true, false);
  const [got, wanted] = [comparable(newDocument), comparable(becomes(object))];
  return isDeepStrictEqual(got, wanted) ? undefined : `${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`;
}

/**
 * A pod as the API server will understand it: a null and an empty map mean the same as a missing one. A typed pod that is
 * written out again does not have all of them.
 */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(comparable);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value)
    .filter(([key]) => !NOTES.includes(key))
    .map(([key, each]) => [key, comparable(each)] as const)
    .filter(([, each]) => each !== null && !(typeof each === 'object' && Object.keys(each).length === 0));
  return Object.fromEntries(entries);
}
