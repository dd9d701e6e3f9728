import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of the packages that went into a bundle, as one text: most of them ask for their words to be passed on
 * with every copy, and hardly any has them in its sources.
 *
 * @param {readonly import('./packages.mjs').BundledPackage[]} packages
 */
export function licensesText(packages) {
  return packages.map(licenseOf).join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {import('./packages.mjs').BundledPackage} bundled */
function licenseOf({ folder, name, version, license, author }) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  // Some packages come without the text; then their name, their licence and their author are what there is to pass on.
  const text = file === undefined ? `By ${author}.` : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}
