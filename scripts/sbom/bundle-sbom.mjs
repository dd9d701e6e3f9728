import { licenseOf, sbom, sha256 } from './document.mjs';

/** Beside the bundle. Scanners read files of images that end like this, and so find what a bundle would hide from them. */
export const BUNDLE_SBOM = 'gpu-fraction-webhook.cdx.json';

/**
 * The bill of materials of the bundle: the packages of which something is in it, and no other.
 *
 * @param {object} content
 * @param {{ readonly name: string, readonly version: string, readonly description: string, readonly license: string }} content.program
 * @param {Readonly<Record<string, Uint8Array>>} content.files the bundle's files by name
 * @param {string} content.esbuildVersion
 * @param {ReturnType<typeof import('../bundle/packages.mjs').bundledPackages>} content.bundled
 */
export function bundleSbom({ program, files, esbuildVersion, bundled: { packages, needed } }) {
  const refs = new Map(packages.map((bundled) => [bundled.folder, purlOf(bundled)]));
  const dependsOn = (/** @type {readonly string[]} */ folders) =>
    [...new Set(folders.flatMap((folder) => refs.get(folder) ?? []))].sort();
  // It has no package URL: nobody publishes it in npm's registry, where that name may become somebody else's.
  const ref = `${program.name}@${program.version}`;
  return sbom({
    tools: [{ type: 'application', name: 'esbuild', version: esbuildVersion }],
    subject: {
      type: 'application',
      'bom-ref': ref,
      name: program.name,
      version: program.version,
      description: program.description,
      licenses: [licenseOf(program.license)],
      components: Object.entries(files).map(([name, bytes]) => ({ type: 'file', name, hashes: [sha256(bytes)] })),
    },
    components: onePerRef(packages).map(componentOf),
    dependencies: [
      { ref, dependsOn: dependsOn(needed) },
      ...onePerRef(packages).map((bundled) => ({
        ref: purlOf(bundled),
        dependsOn: dependsOn(packages.flatMap((other) => (purlOf(other) === purlOf(bundled) ? other.needs : []))),
      })),
    ],
  });
}

/**
 * npm may install the same version in several folders.
 *
 * @param {readonly import('../bundle/packages.mjs').BundledPackage[]} packages
 */
const onePerRef = (packages) => [...new Map(packages.map((bundled) => [purlOf(bundled), bundled])).values()];

/**
 * @param {import('../bundle/packages.mjs').BundledPackage} bundled
 * @returns {import('./document.mjs').Component}
 */
function componentOf(bundled) {
  const { group, name } = partsOf(bundled.name);
  return {
    type: 'library',
    'bom-ref': purlOf(bundled),
    ...(group ? { group } : {}),
    name,
    version: bundled.version,
    hashes: [hashOf(bundled)],
    licenses: [licenseOf(bundled.license)],
    purl: purlOf(bundled),
  };
}

/** @param {string} name */
function partsOf(name) {
  const [, group, rest] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  return { group, name: rest ?? name };
}

/** @param {{ readonly name: string, readonly version: string }} bundled */
const purlOf = ({ name, version }) =>
  `pkg:npm/${name.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`;

/**
 * Of the archive that npm fetched: what it compares with the lockfile.
 *
 * @param {import('../bundle/packages.mjs').BundledPackage} bundled
 * @returns {import('./document.mjs').Hash}
 */
function hashOf({ folder, integrity }) {
  const [, base64] = /^sha512-(\S+)$/.exec(integrity) ?? [];
  if (base64 === undefined) {
    throw new Error(
      `package-lock.json has ${integrity} for ${folder}, and not one SHA-512; npm install writes it anew`,
    );
  }
  return { alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') };
}
