import { readFileSync } from 'node:fs';
import lockfile from '../../package-lock.json' with { type: 'json' };
import { lockedPackages } from '../../scripts/dependencies/licenses.ts';
import { BUNDLE_SBOM } from '../../scripts/sbom/bundle-sbom.mjs';
import type { Sbom } from '../../scripts/sbom/document.mjs';

/** The bill of materials of the bundle that was built last. */
export const builtSbom = (): Sbom => JSON.parse(readFileSync(`dist/${BUNDLE_SBOM}`, 'utf8')) as Sbom;

/** The name of a component as npm has it, with its version. */
export const nameOf = ({ group, name, version }: Sbom['components'][number]): string =>
  `${group === undefined ? '' : `${group}/`}${name}@${version}`;

/** Where npm installs the packages of which something is in the bundle. */
export function bundledFolders(): ReadonlySet<string> {
  const bundled = new Set(builtSbom().components.map(nameOf));
  const found = lockedPackages(lockfile).filter(({ name, version }) => bundled.has(`${name}@${version}`));
  return new Set(found.map(({ folder }) => folder));
}
