import { describe, expect, it } from 'vitest';
import { type MapChange, patchMap } from '../../src/patch/map-patch.ts';
import { pointer } from '../../src/patch/pointer.ts';

const change = (parts: Partial<MapChange>) =>
  patchMap({ path: pointer('metadata', 'labels'), current: undefined, set: new Map(), remove: [], ...parts });

describe('a map that is brought to a wanted state', () => {
  it.each<[string, Partial<MapChange>, object[]]>([
    ['is not made for nothing', {}, []],
    ['is not made for a removal', { remove: ['a'] }, []],
    [
      'is made at once where it is absent',
      {
        set: new Map([
          ['a', '1'],
          ['b', '2'],
        ]),
      },
      [{ op: 'add', path: '/metadata/labels', value: { a: '1', b: '2' } }],
    ],
    [
      'is made at once where it is null',
      { current: null, set: new Map([['a', '1']]) },
      [{ op: 'add', path: '/metadata/labels', value: { a: '1' } }],
    ],
    [
      'gets a key',
      { current: {}, set: new Map([['a/b', '1']]) },
      [{ op: 'add', path: '/metadata/labels/a~1b', value: '1' }],
    ],
    [
      'gets another value',
      { current: { a: '0' }, set: new Map([['a', '1']]) },
      [{ op: 'replace', path: '/metadata/labels/a', value: '1' }],
    ],
    [
      'gets a string for a number',
      { current: { a: 1 }, set: new Map([['a', '1']]) },
      [{ op: 'replace', path: '/metadata/labels/a', value: '1' }],
    ],
    [
      'keeps another value where it is told to',
      { current: { a: '0' }, set: new Map([['a', '1']]), keepsValues: true },
      [],
    ],
    ['keeps an equal value', { current: { a: '1' }, set: new Map([['a', '1']]) }, []],
    ['loses a key', { current: { a: '1' }, remove: ['a'] }, [{ op: 'remove', path: '/metadata/labels/a' }]],
    ['does not lose what it has not', { current: { b: '1' }, remove: ['a'] }, []],
    [
      'does not take what every object has for its own',
      { current: {}, set: new Map([['toString', '1']]), remove: ['constructor'] },
      [{ op: 'add', path: '/metadata/labels/toString', value: '1' }],
    ],
  ])('%s', (_, parts, operations) => {
    expect(change(parts)).toEqual(operations);
  });
});
