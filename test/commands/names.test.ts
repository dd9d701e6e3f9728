import { expect, it } from 'vitest';
import { nameOf } from '../../src/cluster/names.ts';

it.each(['lab-0', 'train.worker-1', '0', 'a'.repeat(253)])('a pod can be called %s', (name) => {
  expect(nameOf('pod', name)).toBe(name);
});

it.each<['pod' | 'namespace' | 'release', string, string]>([
  ['pod', 'My_Notebook', '"My_Notebook" cannot be the name of a pod: write small letters, digits and "-" and "."'],
  ['pod', 'a\u001b[2J/../b', '"a [2J/../b" cannot be the name of a pod'],
  ['pod', 'a'.repeat(254), 'a…" cannot be the name of a pod'],
  ['pod', '', '"" cannot be the name of a pod'],
  ['namespace', 'a.b', '"a.b" cannot be the name of a namespace'],
  [
    'release',
    '',
    '"" cannot be the name of a release: write small letters, digits and "-" and ".", as helm list -A shows it',
  ],
  ['release', 'a,b=c', '"a,b=c" cannot be the name of a release'],
  ['release', 'a'.repeat(54), 'cannot be the name of a release'],
  ['namespace', 'a'.repeat(64), 'cannot be the name of a namespace'],
])('a %s cannot be called %j', (kind, name, sentence) => {
  expect(() => nameOf(kind, name)).toThrow(sentence);
});
