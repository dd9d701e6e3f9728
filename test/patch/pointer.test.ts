import { describe, expect, it } from 'vitest';
import { pointer } from '../../src/patch/pointer.ts';

describe('a JSON pointer', () => {
  it.each<[readonly (string | number)[], string]>([
    [[], ''],
    [[''], '/'],
    [['metadata', 'labels', 'runai/queue'], '/metadata/labels/runai~1queue'],
    [['spec', 'containers', 0, 'resources'], '/spec/containers/0/resources'],
    [['a~b'], '/a~0b'],
    [['~1'], '/~01'],
    [['a/~b/'], '/a~1~0b~1'],
    [['__proto__'], '/__proto__'],
  ])('of %j is %j', (tokens, path) => {
    expect(pointer(...tokens)).toBe(path);
  });
});
