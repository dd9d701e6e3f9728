import { UNRELEASED, versionsIn } from './changelog.ts';

/** Every place that names the version. */
export interface NamedVersions {
  readonly packageJson: string;
  readonly packageLock: string;
  readonly chart: string;
  readonly chartApp: string;
  readonly changelog: string;
  /** The tag of the release, if there is one yet. */
  readonly tag?: string | undefined;
}

// As semver.org has it, without build metadata: a tag of an image cannot have its plus sign.
const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

/** What does not agree with the version in package.json, a sentence each. */
export function disagreements(named: NamedVersions): readonly string[] {
  const version = named.packageJson;
  const problems: string[] = [];
  if (!SEMVER.test(version)) {
    problems.push(`package.json: version is "${version}": write MAJOR.MINOR.PATCH, or MAJOR.MINOR.PATCH-word`);
  }
  for (const [place, found] of [
    ['package-lock.json: version', named.packageLock],
    ['Chart.yaml: version', named.chart],
    ['Chart.yaml: appVersion', named.chartApp],
  ] as const) {
    if (found !== version) {
      problems.push(`${place} is "${found}", and package.json has "${version}": write the same`);
    }
  }
  const headings = versionsIn(named.changelog);
  if (named.tag === undefined) {
    if (!headings.includes(version) && !headings.includes(UNRELEASED)) {
      problems.push(`CHANGELOG.md has no heading "## ${version}" and none "## ${UNRELEASED}": add one`);
    }
    return problems;
  }
  if (named.tag !== `v${version}`) {
    problems.push(`the tag is "${named.tag}", and package.json has "${version}": tag v${version}, or set the version`);
  }
  if (!headings.includes(version)) {
    problems.push(`CHANGELOG.md has no heading "## ${version}": rename "## ${UNRELEASED}"`);
  } else if (headings[0] !== version && !(headings[0] === UNRELEASED && headings[1] === version)) {
    problems.push(`CHANGELOG.md has "## ${version}" below "## ${headings[0]}": the newest version stands first`);
  }
  return problems;
}
