import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MODULES = 'node_modules/';

/**
 * A package of which something is in the bundle.
 *
 * @typedef {object} BundledPackage
 * @property {string} folder where it is installed, as `node_modules/a/node_modules/b`
 * @property {string} name
 * @property {string} version
 * @property {string} license an SPDX identifier or expression
 * @property {string} author as far as it names one
 * @property {string} integrity of the archive that npm fetched, as the lockfile has it: `sha512-` and base64
 * @property {readonly string[]} needs folders of other bundled packages that it imports
 */

/**
 * What esbuild put into a bundle, package by package: the one walk from which the licences, the bill of materials and
 * their tests are made. Packages of which nothing remained after tree shaking are not in the bundle and not in the list.
 *
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @param {{ readonly packages: Readonly<Record<string, { readonly version?: string, readonly integrity?: string }>> }} lockfile
 * @returns {{ readonly packages: readonly BundledPackage[], readonly needed: readonly string[] }} sorted by name and
 *   version; `needed` are the folders of those that the program's own sources import
 * @throws Error where a package names no licence, so that somebody looks at what it asks for, or is not the one of the lockfile
 */
export function bundledPackages(metafiles, lockfile) {
  const folders = new Set(
    metafiles
      .flatMap(({ outputs }) => Object.values(outputs))
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([path, { bytesInOutput }]) => path.includes(MODULES) && bytesInOutput > 0)
      .map(([path]) => packageFolder(path)),
  );
  const imports = importsBetween(metafiles, folders);
  const packages = [...folders].map((folder) => ({
    ...describe(folder, lockfile),
    needs: [...(imports.get(folder) ?? [])].sort(),
  }));
  return {
    packages: packages.sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version)),
    needed: [...(imports.get(OWN_SOURCES) ?? [])].sort(),
  };
}

/** By code points: what a machine's language does to the order must not change a file. */
const compare = (/** @type {string} */ a, /** @type {string} */ b) => (a < b ? -1 : Number(a > b));

const OWN_SOURCES = '';

/**
 * Up to the name behind the last `node_modules`, which has two parts if it begins with `@`.
 *
 * @param {string} path
 */
function packageFolder(path) {
  if (!path.includes(MODULES)) {
    return OWN_SOURCES;
  }
  const start = path.lastIndexOf(MODULES) + MODULES.length;
  const parts = path.slice(start).split('/');
  return path.slice(0, start) + parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/');
}

/**
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @param {ReadonlySet<string>} bundled
 * @returns {ReadonlyMap<string, ReadonlySet<string>>}
 */
function importsBetween(metafiles, bundled) {
  /** @type {Map<string, Set<string>>} */
  const imports = new Map();
  for (const [path, input] of metafiles.flatMap(({ inputs }) => Object.entries(inputs))) {
    const from = packageFolder(path);
    const targets = imports.get(from) ?? new Set();
    imports.set(from, targets);
    for (const target of input.imports.map((imported) => packageFolder(imported.path))) {
      if (target !== from && bundled.has(target)) {
        targets.add(target);
      }
    }
  }
  return imports;
}

/**
 * @param {string} folder
 * @param {Parameters<typeof bundledPackages>[1]} lockfile
 */
function describe(folder, lockfile) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  // esbuild names what a link leads to; the lockfile knows folders below this one only.
  const locked = lockfile.packages[folder.slice(folder.indexOf(MODULES))];
  if (locked?.integrity === undefined || locked.version !== version) {
    throw new Error(
      `${folder} is version ${version}, and package-lock.json has ${locked?.version ?? 'none'} there; run npm ci`,
    );
  }
  if (typeof license !== 'string') {
    throw new Error(`${name} does not say under which licence it may be passed on`);
  }
  return { folder, name, version, license, author: String(author?.name ?? author ?? ''), integrity: locked.integrity };
}
