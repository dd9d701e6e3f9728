import type { Operation } from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { applyStrictly, PatchError } from './strict-json-patch.ts';

describe('the strict patch applier', () => {
  it.each<[string, unknown, Operation[], unknown]>([
    ['adds a member', { a: {} }, [{ op: 'add', path: '/a/b', value: 1 }], { a: { b: 1 } }],
    ['replaces a member that is there when adding', { a: 1 }, [{ op: 'add', path: '/a', value: 2 }], { a: 2 }],
    ['unescapes keys', { a: {} }, [{ op: 'add', path: '/a/x~1y~0z', value: 1 }], { a: { 'x/y~z': 1 } }],
    ['does not unescape twice', { a: {} }, [{ op: 'add', path: '/a/~01', value: 1 }], { a: { '~1': 1 } }],
    ['inserts into a list', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    ['appends to a list by index', { a: [1] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2] }],
    ['appends to a list by a dash', { a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    ['removes from a list', { a: [1, 2] }, [{ op: 'remove', path: '/a/0' }], { a: [2] }],
    ['moves within a list', { a: [1, 2] }, [{ op: 'move', from: '/a/1', path: '/a/0' }], { a: [2, 1] }],
    ['copies', { a: 1 }, [{ op: 'copy', from: '/a', path: '/b' }], { a: 1, b: 1 }],
    ['passes a test that holds', { a: [1] }, [{ op: 'test', path: '/a', value: [1] }], { a: [1] }],
    ['replaces the whole document', 1, [{ op: 'replace', path: '', value: 2 }], 2],
  ])('%s', (_, document, patch, expected) => {
    expect(applyStrictly(document, patch)).toEqual(expected);
  });

  it.each<[string, unknown, Operation]>([
    ['add below a missing parent', {}, { op: 'add', path: '/a/b', value: 1 }],
    ['add below null', { a: null }, { op: 'add', path: '/a/b', value: 1 }],
    ['add below a string', { a: 'x' }, { op: 'add', path: '/a/b', value: 1 }],
    ['replace of a missing member', {}, { op: 'replace', path: '/a', value: 1 }],
    ['remove of a missing member', {}, { op: 'remove', path: '/a' }],
    ['remove of an inherited member', {}, { op: 'remove', path: '/toString' }],
    ['add beyond the end of a list', { a: [] }, { op: 'add', path: '/a/1', value: 1 }],
    ['remove at the end of a list', { a: [] }, { op: 'remove', path: '/a/0' }],
    ['an index with a leading zero', { a: [1, 2] }, { op: 'remove', path: '/a/01' }],
    ['a negative index', { a: [1, 2] }, { op: 'remove', path: '/a/-1' }],
    ['move of a missing member', {}, { op: 'move', from: '/a', path: '/b' }],
    ['move into itself', { a: { b: 1 } }, { op: 'move', from: '/a', path: '/a/b' }],
    ['a pointer without a slash', { a: 1 }, { op: 'remove', path: 'a' }],
    ['a tilde that escapes nothing', { 'a~b': 1 }, { op: 'remove', path: '/a~b' }],
    ['a test that fails', { a: 1 }, { op: 'test', path: '/a', value: 2 }],
  ])('takes %s for an error', (_, document, operation) => {
    expect(() => applyStrictly(document, [operation])).toThrow(PatchError);
  });

  it('leaves the document that it was given as it was', () => {
    const document = { a: { b: 1 } };
    applyStrictly(document, [{ op: 'remove', path: '/a/b' }]);
    expect(document).toEqual({ a: { b: 1 } });
  });

  it('treats __proto__ as a key like any other', () => {
    const after = applyStrictly(JSON.parse('{"a":{}}'), [{ op: 'add', path: '/a/__proto__', value: 'x' }]);
    expect(JSON.stringify(after)).toBe('{"a":{"__proto__":"x"}}');
  });
});
