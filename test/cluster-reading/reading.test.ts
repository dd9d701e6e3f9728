import { expect, it } from 'vitest';
import { failed, firstUnread, mapReading, type Reading, read, valueIn } from '../../src/cluster-reading/reading.ts';

const forbidden = (...rules: readonly string[]): Reading<never> => ({ kind: 'forbidden', what: rules.join(), rules });

it('tells of several readings the first that is none, but before all others each rule that is missing, once', () => {
  const gone: Reading<never> = { kind: 'missing', what: 'it' };
  expect(firstUnread([read(1), gone, failed('no')])).toEqual(gone);
  expect(firstUnread([gone, forbidden('a'), failed('no'), forbidden('b', 'a')])).toMatchObject({ rules: ['a', 'b'] });
  expect(firstUnread([read(1)])).toBeUndefined();
});

it('changes what was read, and keeps what is missing in it', () => {
  expect(mapReading(read(1, ['a gap']), (value) => value + 1)).toEqual(read(2, ['a gap']));
  expect(mapReading(failed('no'), () => expect.unreachable())).toEqual(failed('no'));
  expect([valueIn(read(1)), valueIn(failed('no')), valueIn(undefined)]).toEqual([1, undefined, undefined]);
});
