import { reviewOf } from '../../server/reviews.ts';
import { AnsweringServer } from '../answering-server.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { PLACED_PODS, storeBesideThem } from '../input/golden-pods.ts';
import { USUAL } from '../input/settings-variants.ts';
import { FIELDS, KEYS, TEXTS } from '../input/words.ts';
import { checkTwice } from '../laws/admitted-twice.ts';

/** Bytes that claim to be a review: what anybody who reaches the port may send. */
export const bodies: FuzzTarget = {
  name: 'bodies',
  about: 'the bytes of a request body, through HTTP parser, Fastify, decision and patch to the bytes of the answer',
  maxBytes: 16 * 1024,
  isSync: false,
  words: [...KEYS, ...FIELDS, ...TEXTS],
  seeds: () =>
    PLACED_PODS.map(({ pod, namespace }) => Buffer.from(JSON.stringify(reviewOf({ object: pod, namespace })))),
  async open() {
    const server = await AnsweringServer.start(USUAL, storeBesideThem(USUAL.decision));
    return (input) => checkTwice(server, input, USUAL);
  },
};
