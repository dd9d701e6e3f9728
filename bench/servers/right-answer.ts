import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { CHECKED_REVIEWS, type CheckedReview } from '../reviews.ts';
import type { RunningServer } from './running-server.ts';

/** Written by this program alone, for people; no peer has such a thing. */
const ONLY_OURS = 'gpu-fraction-webhook/decision';

/**
 * Refuses a server that leaves another pod than the expected one: what does less may well be faster. Beside the timed pod there is one
 * that asks in another way, and one that does not ask.
 */
export async function checkAnswers({ server, port }: RunningServer, certificateFile: string): Promise<void> {
  if (server.answers === 'a constant') {
    return;
  }
  const ca = readFileSync(certificateFile);
  for (const review of CHECKED_REVIEWS) {
    const answer = await post({ ca, port, path: server.path }, review.body);
    const difference = differenceFrom(review, answer);
    if (difference !== undefined) {
      throw new Error(`${server.title} is not measured, since it answers ${review.what} wrongly: ${difference}`);
    }
  }
}

/** What is wrong with an answer, or undefined. */
export function differenceFrom({ body, becomes }: CheckedReview, answer: string): string | undefined {
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
    .filter(([key]) => key !== ONLY_OURS)
    .map(([key, each]) => [key, comparable(each)] as const)
    .filter(([, each]) => each !== null && !(typeof each === 'object' && Object.keys(each).length === 0));
  return Object.fromEntries(entries);
}

interface Target {
  readonly ca: Buffer;
  readonly port: number;
  readonly path: string;
}

function post({ ca, port, path }: Target, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    };
    const options = {
      host: '127.0.0.1',
      port,
      path,
      ca,
      servername: 'localhost',
      method: 'POST',
      headers,
      agent: false,
    };
    const sent = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode}: ${text}`)),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
