import { globSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** `from './x.ts'` and `import('./x.ts')`. */
const SPECIFIER = /(\b(?:from|import)\s*\(?\s*'\.[^']*)\.ts'/g;

/**
 * Compiles sources and tests, file by file, to JavaScript that the fuzzer can put its counters into: it looks at files
 * before Node.js takes the types away. Each stays a file of its own, so that it can be told what to count.
 */
export async function compile(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: globSync(['src/**/*.ts', 'test/{fuzz,golden,support}/**/*.ts'], {
      cwd: ROOT,
      exclude: ['**/node_modules/**', '**/*.test.ts'],
    }),
    outbase: ROOT,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'warning',
    plugins: [inPlace],
  });
}

/** Imports lead to what was compiled, and files that lie beside a source are still found there. */
const inPlace: Plugin = {
  name: 'in-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replaceAll(SPECIFIER, "$1.mjs'")
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
    }));
  },
};
