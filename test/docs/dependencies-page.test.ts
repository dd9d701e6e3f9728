import { expect, test } from 'vitest';
import { REASONS_IN_THE_BUNDLE } from '../../scripts/dependencies/reasons.ts';
import { dependenciesPage } from '../../scripts/docs/dependencies-page.ts';
import { builtSbom } from '../supply-chain/built-bundle.ts';

const dependencies = {
  named: ['a', 'b'],
  locked: [
    { folder: 'node_modules/b/node_modules/a', name: 'a', version: '1.0.0', license: 'ISC' },
    { folder: 'node_modules/a', name: 'a', version: '2.0.0', license: 'MIT' },
    { folder: 'node_modules/b', name: 'b', version: '1.0.0', license: 'MPL-2.0' },
  ],
  inTheBundle: { a: 'does a' },
  tools: { b: 'does b' },
};

test('the page says of a dependency what it is for, and the licence of the version that is asked for', () => {
  expect(dependenciesPage(dependencies)).toContain('| `a` | MIT | does a |\n\n## Tools\n');
});

test('a dependency without a reason stops the page, and so does a reason without a dependency', () => {
  expect(() => dependenciesPage({ ...dependencies, named: ['a', 'b', 'c'] })).toThrow(/no reason for c; .* none$/);
  expect(() => dependenciesPage({ ...dependencies, named: ['a'] })).toThrow(/no reason for none; .*not there: b$/);
});

test('what the page calls part of the bundle is what the program imports', () => {
  const [own] = builtSbom().dependencies;
  const imported = own?.dependsOn.map((purl) => decodeURIComponent(purl.replace(/^pkg:npm\/(.+)@[^@]+$/, '$1')));
  expect(Object.keys(REASONS_IN_THE_BUNDLE).sort()).toEqual(imported?.sort());
});
