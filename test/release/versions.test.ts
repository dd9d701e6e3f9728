import { describe, expect, it } from 'vitest';
import { namedVersions } from '../../scripts/release/place.ts';
import { disagreements, type NamedVersions } from '../../scripts/release/versions.ts';

const AGREEING: NamedVersions = {
  packageJson: '1.2.0',
  packageLock: '1.2.0',
  chart: '1.2.0',
  chartApp: '1.2.0',
  changelog: '## 1.2.0\n\n* x\n\n## 1.1.0\n\n* y\n',
  tag: 'v1.2.0',
};

describe('a version', () => {
  it.each<[string, Partial<NamedVersions>]>([
    ['with its tag', {}],
    ['before its tag is there', { tag: undefined }],
    [
      'before its tag, while the changelog calls it unreleased',
      { tag: undefined, changelog: '## Unreleased\n\n* x\n' },
    ],
    ['below a heading for what comes next', { changelog: '## Unreleased\n\n## 1.2.0\n\n* x\n' }],
  ])('agrees everywhere: %s', (_what, change) => {
    expect(disagreements({ ...AGREEING, ...change })).toEqual([]);
  });

  it.each<[string, Partial<NamedVersions>, RegExp]>([
    ['the tag', { tag: 'v1.2.1' }, /^the tag is "v1\.2\.1", .*tag v1\.2\.0/],
    ['a tag without its v', { tag: '1.2.0' }, /^the tag is "1\.2\.0"/],
    ['the lockfile', { packageLock: '1.1.0' }, /^package-lock\.json: version is "1\.1\.0"/],
    ['the chart', { chart: '1.1.0' }, /^Chart\.yaml: version is "1\.1\.0"/],
    ['what the chart installs', { chartApp: '1.1.0' }, /^Chart\.yaml: appVersion is "1\.1\.0"/],
    ['the changelog, for a tag', { changelog: '## Unreleased\n\n* x\n' }, /no heading "## 1\.2\.0": rename/],
    ['the changelog, without a tag', { tag: undefined, changelog: '# Changelog\n' }, /none "## Unreleased"/],
    ['the order of the changelog', { changelog: '## 1.1.0\n\n* y\n\n## 1.2.0\n\n* x\n' }, /below "## 1\.1\.0"/],
  ])('does not agree with %s', (_what, change, problem) => {
    expect(disagreements({ ...AGREEING, ...change })).toEqual([expect.stringMatching(problem)]);
  });

  it.each(['1.2', 'v1.2.0', '1.2.0+build', '01.2.0'])('is not written %s', (packageJson) => {
    expect(disagreements({ ...AGREEING, packageJson })[0]).toBe(
      `package.json: version is "${packageJson}": write MAJOR.MINOR.PATCH, or MAJOR.MINOR.PATCH-word`,
    );
  });

  it('of this project agrees everywhere', () => {
    expect(disagreements(namedVersions(undefined))).toEqual([]);
  });
});
