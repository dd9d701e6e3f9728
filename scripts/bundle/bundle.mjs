import { basename } from 'node:path';
import { build } from 'esbuild';

/** The file that is started. */
export const PROGRAM = 'gpu-fraction-webhook.mjs';

/**
 * The files of the bundle, and what they are made from. A library is in a file of its own beside the program, which loads it
 * where it is needed: a server without a kubeconfig, or with certificates from elsewhere, would pay for code that never
 * runs. The one for kubeconfigs is nearly as much as all the rest, 8 MiB of memory and a tenth of a second of a start.
 *
 * @type {Readonly<Record<string, string>>}
 */
const SOURCES = {
  [PROGRAM]: 'src/main.ts',
  'kubeconfig-library.mjs': 'src/cluster/kubeconfig-library.ts',
  'x509-library.mjs': 'src/certificates/x509-library.ts',
};

export const BUNDLE_FILES = Object.keys(SOURCES);

/**
 * One file, so that a start reads one file: imported from node_modules, the same libraries cost twice the time and
 * much memory. Node 20 is the oldest version that the command line promises to run on.
 *
 * @type {import('esbuild').BuildOptions & { readonly metafile: true }}
 */
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

/**
 * Except for the libraries that not everybody needs.
 *
 * @type {import('esbuild').Plugin}
 */
const besides = {
  name: 'besides',
  setup({ onResolve }) {
    onResolve({ filter: /-library\.ts$/ }, ({ kind, path }) => {
      const file = basename(path).replace(/\.ts$/, '.mjs');
      return kind === 'entry-point' || !(file in SOURCES) ? undefined : { path: `./${file}`, external: true };
    });
  },
};

/**
 * The library for kubeconfigs makes requests by undici, which needs Node 22.19 only to be loaded. Here it says how to make
 * them, to Node's own client (src/cluster/), and makes none.
 *
 * @type {import('esbuild').Plugin}
 */
const withoutUndici = {
  name: 'without-undici',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

/**
 * Whoever imports a module of Node.js gets all of its names read, and for some names of `node:http` (WebSocket) Node.js loads
 * undici: 2 MiB and some milliseconds of a start, for nothing. Whoever requires it gets what is asked for.
 *
 * @type {import('esbuild').Plugin}
 */
const requiredHttp = {
  name: 'required-http',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:http$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'http', namespace: 'required' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'required' }, () => ({
      contents: "module.exports = require('node:http');",
      loader: 'js',
    }));
  },
};

/**
 * Bundles the program from this folder's sources.
 *
 * @param {string} folder where the files go
 * @param {{ readonly write?: boolean }} [how] `write: false` leaves the disk as it is
 * @returns {Promise<import('esbuild').Metafile[]>} what esbuild put into the files
 */
export async function bundle(folder, { write = true } = {}) {
  const builds = await Promise.all(
    Object.entries(SOURCES).map(([file, source]) =>
      build({
        ...options,
        write,
        entryPoints: [source],
        outfile: `${folder}/${file}`,
        plugins: [besides, withoutUndici, requiredHttp],
      }),
    ),
  );
  return builds.map(({ metafile }) => metafile);
}
