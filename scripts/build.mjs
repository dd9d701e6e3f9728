import { chmodSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundledLicenses } from './bundled-licenses.mjs';

// One file, so that a start reads one file: imported from node_modules, the same libraries cost twice the time and
// much memory. Node 20 is the oldest version that the command line promises to run on.
const outfile = 'dist/gpu-fraction-webhook.mjs';
const { metafile } = await build({
  entryPoints: ['src/main.ts'],
  outfile,
  bundle: true,
  metafile: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  legalComments: 'linked',
  // Names stay, so that stack traces can be read; without white space the file loads faster.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
  // CommonJS dependencies call require() for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
chmodSync(outfile, 0o755);
writeFileSync('dist/LICENSES.txt', bundledLicenses(Object.keys(metafile.inputs)));
