import manifest from '../../package.json' with { type: 'json' };
import lockfile from '../../package-lock.json' with { type: 'json' };
import { LICENSES_IN_THE_BUNDLE, type LicensedPackage, lockedPackages } from '../dependencies/licenses.ts';
import { REASONS_IN_THE_BUNDLE, REASONS_OF_TOOLS, type Reasons } from '../dependencies/reasons.ts';

export const DEPENDENCIES_PAGE = 'docs/dependencies.md';

/** What the page is made from. */
export interface Dependencies {
  /** Names in package.json. */
  readonly named: readonly string[];
  /** Everything in the lockfile. */
  readonly locked: readonly LicensedPackage[];
  readonly inTheBundle: Reasons;
  readonly tools: Reasons;
}

/** This project's. */
const OWN: Dependencies = {
  named: Object.keys(manifest.devDependencies),
  locked: lockedPackages(lockfile),
  inTheBundle: REASONS_IN_THE_BUNDLE,
  tools: REASONS_OF_TOOLS,
};

/**
 * The page `docs/dependencies.md`.
 *
 * @throws Error where a dependency has no reason, or a reason no dependency
 */
export function dependenciesPage({ named, locked, inTheBundle, tools }: Dependencies = OWN): string {
  const reasons = { ...inTheBundle, ...tools };
  const missing = named.filter((name) => reasons[name] === undefined);
  const needless = Object.keys(reasons).filter((name) => !named.includes(name));
  if (missing.length > 0 || needless.length > 0) {
    throw new Error(
      `scripts/dependencies/reasons.ts does not agree with package.json: no reason for ${missing.join(', ') || 'none'}; ` +
        `a reason for what is not there: ${needless.join(', ') || 'none'}`,
    );
  }
  return `# Dependencies

<!-- Written by \`make docs\` from scripts/dependencies/ and package-lock.json; do not edit. -->

What is installed is one bundle and the Node.js below it; \`npm install\` of the package fetches nothing. The versions are pinned in \`package.json\`, everything below them in
\`package-lock.json\` by hash.

## In the bundle

${table(inTheBundle, locked)}

## Tools

${table(tools, locked)}

The tests on real programs build those from [pinned modules](real-parts.md). The [fuzzer](fuzzing.md), Jazzer.js, has a package and a lockfile of its own, \`test/fuzz/engine/\`, and only \`make fuzz\` fetches it.

## Licences

Of everything that npm may install here, on any platform. A licence that is not on the list in \`scripts/dependencies/licenses.ts\` fails the tests; what goes into the bundle has a shorter
list. \`LICENSES.txt\` beside the bundle has the words.

${licenseTable(locked)}

## Known vulnerabilities

\`make audit\` asks npm's registry for advisories on all of them, and \`make test\` does too. One on a package in the bundle fails, whatever its severity, and one on a tool from \`high\`
on, unless \`scripts/dependencies/advisories.ts\` accepts it with a reason. Where no registry answers, or one that serves no advisories, this is skipped by name: it never passes unasked. A
registry that does not even know an advisory of 2020 counts as one that serves none.

What the bundle and the image consist of is listed by \`make sbom\`: see [The image](image.md#what-is-in-it).
`;
}

function table(reasons: Reasons, locked: readonly LicensedPackage[]): string {
  const licenseOf = (name: string) => locked.find(({ folder }) => folder === `node_modules/${name}`)?.license;
  const rows = Object.keys(reasons)
    .sort()
    .map((name) => `| \`${name}\` | ${licenseOf(name)} | ${reasons[name]} |`);
  return ['| Package | Licence | What for |', '|---|---|---|', ...rows].join('\n');
}

function licenseTable(locked: readonly LicensedPackage[]): string {
  const counts = new Map<string, number>();
  for (const { license = 'none' } of locked) {
    counts.set(license, (counts.get(license) ?? 0) + 1);
  }
  const rows = [...counts]
    .sort(([a, most], [b, fewer]) => fewer - most || (a < b ? -1 : 1))
    .map(([license, count]) => `| ${license} | ${count} | ${LICENSES_IN_THE_BUNDLE.has(license) ? 'yes' : 'no'} |`);
  return ['| Licence | Packages | May be in the bundle |', '|---|---|---|', ...rows].join('\n');
}
