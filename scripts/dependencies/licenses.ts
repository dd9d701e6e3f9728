/** A package as npm's lockfile has it, as far as licences are concerned. */
export interface LicensedPackage {
  /** Where it is installed: npm may keep several versions of one name. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** An SPDX identifier or expression, or undefined where the package names none. */
  readonly license: string | undefined;
}

/**
 * Licences of what may be in the bundle, and so is passed on under Apache-2.0 by whoever passes on the image: they ask for
 * their words and names to be kept, which `LICENSES.txt` does, and for no more. An expression is listed as it is written.
 */
export const LICENSES_IN_THE_BUNDLE: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT OR Apache-2.0',
  'Unlicense',
]);

/** Licences of what only builds, tests and measures, and is passed on to nobody. */
export const LICENSES_OF_TOOLS: ReadonlySet<string> = new Set([
  ...LICENSES_IN_THE_BUNDLE,
  '(BSD-2-Clause OR MIT OR Apache-2.0)',
  'BlueOak-1.0.0',
  // Asks for its source to be named. It is of a table of browsers, which comes with Babel, which comes with the fuzzer.
  'CC-BY-4.0',
  // Asks for the source of its own files to be kept open, with changes to them.
  'MPL-2.0',
  // Python's, of a translation from Python.
  'PSF-2.0',
]);

/** Packages whose package.json has the list `licenses` of old, which npm does not take into the lockfile. */
const NAMED_THE_OLD_WAY: Readonly<Record<string, string>> = {
  buildcheck: 'MIT',
  'cpu-features': 'MIT',
  ssh2: 'MIT',
};

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly license?: string }>>;
}

/** Everything that npm may install here, on whatever platform. */
export function lockedPackages({ packages }: Lockfile): readonly LicensedPackage[] {
  return Object.entries(packages)
    .filter(([folder]) => folder !== '')
    .map(([folder, { version = '', license }]) => {
      const name = folder.replace(/^.*node_modules\//, '');
      return { folder, name, version, license: license ?? NAMED_THE_OLD_WAY[name] };
    });
}

/**
 * What is wrong about the licences of packages, a sentence for each.
 *
 * @param use what the packages are for, as the sentence says it
 */
export function licenseFaults(
  packages: readonly Pick<LicensedPackage, 'name' | 'version' | 'license'>[],
  allowed: ReadonlySet<string>,
  use: 'in the bundle' | 'a tool',
): readonly string[] {
  return packages
    .filter(({ license }) => license === undefined || !allowed.has(license))
    .map(({ name, version, license }) => {
      const found = license === undefined ? 'names no licence' : `is under ${license}`;
      return (
        `${name} ${version}, ${use}, ${found}, and scripts/dependencies/licenses.ts does not list that: ` +
        'see what it asks for, then list it there, or do without the package'
      );
    });
}
