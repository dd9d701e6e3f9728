import { chmodSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundledLicenses } from './bundled-licenses.mjs';

// One file, so that a start reads one file: imported from node_modules, the same libraries cost twice the time and
// much memory. Node 20 is the oldest version that the command line promises to run on.
const options = {
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
};

// Except for the library that reads kubeconfigs, which is in a second file beside it: nearly as much code as all the rest,
// 8 MiB of memory and a tenth of a second for every server that has no kubeconfig, though it never ran.
const besides = {
  name: 'besides',
  setup({ onResolve }) {
    onResolve({ filter: /\/kubeconfig-library\.ts$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './kubeconfig-library.mjs', external: true },
    );
  },
};

// That library makes requests by undici, which needs Node 22.19 only to be loaded. Here it says how to make them, to Node's
// own client (src/cluster/), and makes none.
const withoutUndici = {
  name: 'without-undici',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

const outfile = 'dist/gpu-fraction-webhook.mjs';
const builds = await Promise.all([
  build({ ...options, entryPoints: ['src/main.ts'], outfile, plugins: [besides] }),
  build({
    ...options,
    entryPoints: ['src/cluster/kubeconfig-library.ts'],
    outfile: 'dist/kubeconfig-library.mjs',
    plugins: [withoutUndici],
  }),
]);
chmodSync(outfile, 0o755);
writeFileSync('dist/LICENSES.txt', bundledLicenses(builds.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
