/** A part of the changelog: a version, or what is not released yet. */
interface Section {
  /** `0.1.0`, or `Unreleased`. */
  readonly title: string;
  readonly text: string;
}

export const UNRELEASED = 'Unreleased';

/** The sections of a changelog in its order: headings of the second level, with or without brackets and a date behind. */
function sectionsOf(changelog: string): readonly Section[] {
  const [, ...parts] = changelog.split(/^## /m);
  return parts.map((part) => {
    const end = part.indexOf('\n');
    const heading = (end === -1 ? part : part.slice(0, end)).trim();
    const title = /^\[?([^\]\s]+)\]?(\s+[-–—(].*)?$/.exec(heading)?.[1] ?? heading;
    return { title, text: end === -1 ? '' : part.slice(end).trim() };
  });
}

export const versionsIn = (changelog: string): readonly string[] => sectionsOf(changelog).map(({ title }) => title);

/**
 * What a changelog says of a version, as a release shows it: links to files of this repository lead to the files as they
 * were at that version.
 *
 * @throws Error where the version has no section, more than one, or an empty one
 */
export function releaseNotes(changelog: string, version: string, fileAddress = ''): string {
  const [section, ...more] = sectionsOf(changelog).filter(({ title }) => title === version);
  if (section === undefined) {
    throw new Error(`CHANGELOG.md has no heading "## ${version}": rename "## ${UNRELEASED}", or add one`);
  }
  if (more.length > 0) {
    throw new Error(`CHANGELOG.md has the heading "## ${version}" ${more.length + 1} times: keep one`);
  }
  if (section.text === '') {
    throw new Error(`CHANGELOG.md says nothing below "## ${version}": write what changed for those who use it`);
  }
  const linked =
    fileAddress === ''
      ? section.text
      : section.text.replace(/\]\((?![a-z]+:|#)(?:\.\/)?([^)\s]+)\)/g, `](${fileAddress}/$1)`);
  return `${linked}\n`;
}
