import { expect, it } from 'vitest';
import { create, read } from '../api.ts';
import { describeOnCluster } from '../suite.ts';
import { pod, register } from './fake.ts';

/** Of all annotations of an object together: keys and values, in bytes of UTF-8. */
const limit = 262_144;

describeOnCluster('the API server, with a webhook that adds an annotation,', {}, (cluster) => {
  it.each<[string, string, number, boolean]>([
    ['stores a pod whose annotations have exactly the limit', 'x', 0, true],
    ['refuses a pod whose annotations have one byte more', 'x', 1, false],
    // An umlaut is one character and two bytes.
    ['stores a pod whose annotations have the limit in bytes, written in umlauts', 'ü', 0, true],
    ['refuses a pod whose annotations have two bytes more, written in umlauts', 'ü', 2, false],
  ])('%s', async (title, letter, more, stored) => {
    const name = title.replaceAll(/[^a-z]+/g, '-').slice(-50);
    const own = { own: 'abc' };
    // Keys count as well: own, abc and added are 11 bytes, and the letters have to come out even.
    const added = letter.repeat((limit - 12 + more) / Buffer.byteLength(letter)).concat('x');
    await register(cluster(), {
      name,
      namespace: name,
      answer: ({ request }) => {
        const { annotations } = request.object['metadata'] as { annotations?: object };
        return annotations === undefined
          ? {}
          : { patch: [{ op: 'add', path: '/metadata/annotations/added', value: added }] };
      },
    });
    const made = pod(name);
    const attempt = create(cluster().kubeConfig, { ...made, metadata: { ...made.metadata, annotations: own } });

    if (stored) {
      expect((await read(cluster().kubeConfig, await attempt))?.metadata.annotations).toEqual({ ...own, added });
      return;
    }
    // By failurePolicy Ignore too: it is the pod that is wrong now, and not the call that failed.
    await expect(attempt).rejects.toMatchObject({
      code: 422,
      message: expect.stringMatching(`metadata.annotations: Too long: .*${limit} bytes`),
    });
  });
});
