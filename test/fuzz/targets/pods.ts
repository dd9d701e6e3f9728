import { reviewOf } from '../../server/reviews.ts';
import { AnsweringServer } from '../answering-server.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { ByteReader } from '../input/byte-reader.ts';
import { editJson } from '../input/edit-json.ts';
import { PLACED_PODS, storeBesideThem } from '../input/golden-pods.ts';
import { VARIANTS } from '../input/settings-variants.ts';
import { checkTwice } from '../laws/admitted-twice.ts';

/** The golden pods after edits that the input describes: these are JSON always, and come far into the decision. */
export const pods: FuzzTarget = {
  name: 'pods',
  about: 'a golden pod, settings, and edits of the pod; from there as `bodies`',
  maxBytes: 192,
  isSync: false,
  words: [],
  seeds: () => PLACED_PODS.flatMap((_, index) => VARIANTS.map((__, variant) => Uint8Array.of(index, variant))),
  async open() {
    const servers = await Promise.all(
      VARIANTS.map(async (settings) => ({
        settings,
        server: await AnsweringServer.start(settings, storeBesideThem(settings.decision)),
      })),
    );
    return async (input) => {
      const bytes = new ByteReader(input);
      const { pod, namespace } = bytes.pick(PLACED_PODS);
      const { settings, server } = bytes.pick(servers);
      const body = JSON.stringify(reviewOf({ object: editJson(pod, bytes), namespace }));
      await checkTwice(server, Buffer.from(body), settings);
    };
  },
};
