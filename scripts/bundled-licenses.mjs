import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MODULES = 'node_modules/';

/**
 * The licences of the packages that went into a bundle, as one text: most of them ask for their words to be passed on
 * with every copy, and hardly any has them in its sources.
 *
 * @param inputs paths of the bundled files, as esbuild's metafile has them
 * @throws Error where a package names no licence, so that somebody looks at what it asks for
 */
export function bundledLicenses(inputs) {
  const folders = new Set(inputs.filter((path) => path.includes(MODULES)).map(packageFolder));
  return [...folders]
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
    .map(licenseOf)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** Up to the name behind the last `node_modules`, which has two parts if it begins with `@`. */
function packageFolder(path) {
  const start = path.lastIndexOf(MODULES) + MODULES.length;
  const parts = path.slice(start).split('/');
  return path.slice(0, start) + parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/');
}

const nameOf = (folder) => folder.slice(folder.lastIndexOf(MODULES) + MODULES.length);

function licenseOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') {
    throw new Error(`${name} does not say under which licence it may be passed on`);
  }
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  // Some packages come without the text; then their name, their licence and their author are what there is to pass on.
  const text = file === undefined ? `By ${author?.name ?? author}.` : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}
