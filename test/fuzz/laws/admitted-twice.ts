import type { Settings } from '../../../src/settings/settings.ts';
import type { AnsweringServer } from '../answering-server.ts';
import { Finding } from '../fuzz-target.ts';
import { checkAnswer } from './answer.ts';
import { haveGoodNames } from './container-names.ts';

/**
 * Sends a body, checks the answer, and where that holds a patch sends the patched pod again, as the API server may.
 *
 * @throws Finding where an answer is wrong, or the second one is not "leave it"
 */
export async function checkTwice(server: AnsweringServer, body: Uint8Array, settings: Settings): Promise<void> {
  const text = Buffer.from(body).toString('utf8');
  const first = checkAnswer(text, await server.post(body), settings);
  if (first?.patched === undefined || !haveGoodNames(first.patched)) {
    return;
  }
  const review = JSON.parse(text);
  const again = JSON.stringify({ ...review, request: { ...review.request, object: first.patched } });
  const second = checkAnswer(again, await server.post(Buffer.from(again)), settings);
  if (second === undefined || second.isRefused || second.patched !== undefined) {
    throw new Finding(`looked at a second time, the pod is changed or refused: ${JSON.stringify(first.patched)}`);
  }
}
