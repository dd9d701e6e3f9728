import { describe, expect, it } from 'vitest';
import { CHECKED_REVIEWS, reviewOfSize, USUAL_BYTES } from '../../bench/reviews.ts';
import { differenceFrom } from '../../bench/servers/right-answer.ts';

const answer = (body: string, patch: readonly object[] | undefined, more: object = {}): string =>
  JSON.stringify({
    response: {
      uid: JSON.parse(body).request.uid,
      allowed: true,
      ...(patch !== undefined && {
        patchType: 'JSONPatch',
        patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
      }),
      ...more,
    },
  });

const timed = CHECKED_REVIEWS.find(({ what }) => what === 'the timed pod') ?? expect.fail('no timed pod');
const silent = CHECKED_REVIEWS.find(({ what }) => what === 'a pod that does not ask') ?? expect.fail('no silent pod');

const scheduler = { op: 'add', path: '/spec/schedulerName', value: 'runai-scheduler' };
const container = { op: 'add', path: '/metadata/annotations/gpu-fraction-container-name', value: 'main' };

describe('an answer', () => {
  it('is right by what the pod becomes, in whatever operations', () => {
    expect(differenceFrom(timed, answer(timed.body, [scheduler, container]))).toBeUndefined();
    expect(differenceFrom(timed, answer(timed.body, [container, { ...scheduler, op: 'replace' }]))).toBeUndefined();
  });

  it('may leave notes, and drop what means the same as nothing', () => {
    const note = { op: 'add', path: '/metadata/annotations/gpu-fraction-webhook~1decision', value: 'mutated' };
    const drop = { op: 'remove', path: '/metadata/creationTimestamp' };
    expect(differenceFrom(timed, answer(timed.body, [scheduler, container, note, drop]))).toBeUndefined();
  });

  it.each([
    ['does less', [scheduler]],
    ['does more', [scheduler, container, { op: 'add', path: '/metadata/labels/other', value: 'x' }]],
    ['does nothing', undefined],
    ['names another scheduler', [{ ...scheduler, value: 'kai-scheduler' }, container]],
  ])('is wrong where it %s', (_, patch) => {
    expect(differenceFrom(timed, answer(timed.body, patch))).toContain('instead of');
  });

  it('is wrong where nobody can read it', () => {
    expect(differenceFrom(timed, 'Internal Server Error')).toContain('it cannot be read');
    expect(differenceFrom(timed, answer(timed.body, undefined, { patch: 'WWWW' }))).toContain('it cannot be read');
  });

  it('is wrong for another request, and where it refuses', () => {
    expect(differenceFrom(silent, answer(silent.body, undefined))).toBeUndefined();
    expect(differenceFrom(silent, answer(silent.body, undefined, { uid: 'other' }))).toContain('another request');
    expect(differenceFrom(silent, answer(silent.body, undefined, { allowed: false }))).toContain('not allowed');
  });
});

describe('the timed pod', () => {
  it('is as large as its title says', () => {
    const size = Buffer.byteLength(reviewOfSize(USUAL_BYTES));
    expect(size).toBeGreaterThanOrEqual(USUAL_BYTES - 50);
    expect(size).toBeLessThan(USUAL_BYTES + 150);
  });
});
