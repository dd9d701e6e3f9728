import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { version as esbuildVersion } from 'esbuild';
import { BUNDLE_FILES, bundle, PROGRAM } from './bundle/bundle.mjs';
import { licensesText } from './bundle/licenses.mjs';
import { bundledPackages } from './bundle/packages.mjs';
import { BUNDLE_SBOM, bundleSbom } from './sbom/bundle-sbom.mjs';
import { sbomText } from './sbom/document.mjs';

const readJson = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8'));

const bundled = bundledPackages(await bundle('dist'), readJson('package-lock.json'));
chmodSync(`dist/${PROGRAM}`, 0o755);
writeFileSync('dist/LICENSES.txt', licensesText(bundled.packages));
const files = Object.fromEntries(BUNDLE_FILES.map((name) => [name, readFileSync(`dist/${name}`)]));
const document = bundleSbom({ program: readJson('package.json'), files, esbuildVersion, bundled });
writeFileSync(`dist/${BUNDLE_SBOM}`, sbomText(document));
