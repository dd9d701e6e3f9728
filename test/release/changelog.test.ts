import { describe, expect, it } from 'vitest';
import { releaseNotes, versionsIn } from '../../scripts/release/changelog.ts';

const CHANGELOG = `# Changelog

Versions follow a scheme.

## Unreleased

* New. See [limits](docs/limits.md).

## 1.1.0 - 2026-11-26

* Later, see [how](docs/how.md#here), [there](https://example.com/x) and [below](#1-0-0).

### Fixed

* A bug.

## [1.0.0]

* First.

## 0.9.0

`;

describe('the notes of a release', () => {
  it('are what stands below the heading of its version, with parts of its own and without the next', () => {
    expect(releaseNotes(CHANGELOG, '1.1.0')).toMatch(/^\* Later[\s\S]*### Fixed\n\n\* A bug\.\n$/);
    expect(releaseNotes(CHANGELOG, '1.0.0')).toBe('* First.\n');
  });

  it('lead to the files as they were at that version, and leave other addresses alone', () => {
    expect(releaseNotes(CHANGELOG, '1.1.0', 'https://example.com/blob/v1.1.0').split('\n')[0]).toBe(
      '* Later, see [how](https://example.com/blob/v1.1.0/docs/how.md#here), [there](https://example.com/x) and [below](#1-0-0).',
    );
  });

  it('are not those of a version that only begins so', () => {
    expect(() => releaseNotes(CHANGELOG, '1.1')).toThrow('no heading "## 1.1": rename "## Unreleased", or add one');
  });

  it.each([
    ['2.0.0', CHANGELOG, 'CHANGELOG.md has no heading "## 2.0.0"'],
    ['0.9.0', CHANGELOG, 'CHANGELOG.md says nothing below "## 0.9.0"'],
    ['1.0.0', `${CHANGELOG}\n## 1.0.0\n\n* Again.\n`, 'has the heading "## 1.0.0" 2 times'],
  ])('of %s are refused where they are not there once, with words', (version, changelog, message) => {
    expect(() => releaseNotes(changelog, version)).toThrow(message);
  });

  it('know the versions of a changelog, the newest first', () => {
    expect(versionsIn(CHANGELOG)).toEqual(['Unreleased', '1.1.0', '1.0.0', '0.9.0']);
  });
});
