import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import lockfile from '../../package-lock.json' with { type: 'json' };
import {
  LICENSES_IN_THE_BUNDLE,
  LICENSES_OF_TOOLS,
  licenseFaults,
  lockedPackages,
} from '../../scripts/dependencies/licenses.ts';
import { builtSbom, bundledFolders } from './built-bundle.ts';

const locked = lockedPackages(lockfile);
const fuzzer = lockedPackages(JSON.parse(readFileSync('test/fuzz/engine/package-lock.json', 'utf8')));

describe('the licence', () => {
  test('of every package that npm may install here is on the list', () => {
    expect(licenseFaults(locked, LICENSES_OF_TOOLS, 'a tool')).toEqual([]);
  });

  test('of every package that `make fuzz` fetches beside them is on the list', () => {
    expect(licenseFaults(fuzzer, LICENSES_OF_TOOLS, 'a tool')).toEqual([]);
  });

  test('of every package in the bundle is on the shorter list', () => {
    const folders = bundledFolders();
    expect(folders.size).toBeGreaterThanOrEqual(builtSbom().components.length);
    const bundled = locked.filter(({ folder }) => folders.has(folder));
    expect(licenseFaults(bundled, LICENSES_IN_THE_BUNDLE, 'in the bundle')).toEqual([]);
  });

  test('is the one that the package itself names, also where it does so in the old way', () => {
    const differing = locked.filter(({ folder, license }) => {
      const file = `${folder}/package.json`;
      // Of packages for other platforms only the lockfile knows.
      if (!existsSync(file)) {
        return false;
      }
      const own = JSON.parse(readFileSync(file, 'utf8'));
      return license !== (own.license ?? own.licenses?.[0]?.type);
    });
    expect(differing).toEqual([]);
  });

  test.each([
    [
      { name: 'readline', version: '1.0.0', license: 'GPL-3.0-only' },
      'readline 1.0.0, in the bundle, is under GPL-3.0-only, and scripts/dependencies/licenses.ts does not list that: ',
    ],
    [
      { name: 'lightningcss', version: '1.0.0', license: 'MPL-2.0' },
      'lightningcss 1.0.0, in the bundle, is under MPL-2.0',
    ],
    [{ name: 'secret', version: '2.0.0', license: undefined }, 'secret 2.0.0, in the bundle, names no licence'],
    [{ name: 'both', version: '1.0.0', license: 'MIT AND GPL-2.0' }, 'is under MIT AND GPL-2.0'],
  ])('of %j is a fault, and the sentence says what to do', (found, sentence) => {
    const [fault, ...others] = licenseFaults([found], LICENSES_IN_THE_BUNDLE, 'in the bundle');
    expect(fault).toContain(sentence);
    expect(fault).toContain('list it there, or do without the package');
    expect(others).toEqual([]);
  });

  test('of a tool may be one that the bundle must not have', () => {
    const tool = { name: 'lightningcss', version: '1.0.0', license: 'MPL-2.0' };
    expect(licenseFaults([tool], LICENSES_OF_TOOLS, 'a tool')).toEqual([]);
  });
});
