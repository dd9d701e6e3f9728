import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

/*
 * npm runs this where this folder is packed or installed, so that nobody gets a package without its program; also after
 * `npm ci` here, for which SKIP_PREPARE=1 leaves it out: `make` builds when there is something to build.
 */
if (process.env['SKIP_PREPARE'] !== '1') {
  if (!hasBundler()) {
    // A global install of this folder brings none of what the build needs.
    npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--global=false');
  }
  await import('./build.mjs');
}

function hasBundler() {
  try {
    createRequire(import.meta.url).resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}

/** @param {string[]} args */
function npm(...args) {
  // npm says where it is itself; on Windows it could not be called by its name.
  const program = process.env['npm_execpath'];
  const { status } =
    program === undefined
      ? spawnSync('npm', args, { stdio: 'inherit' })
      : spawnSync(process.execPath, [program, ...args], { stdio: 'inherit' });
  if (status !== 0) {
    console.error(
      'gpu-fraction-webhook: what the build needs could not be installed; run `make build`, then try again',
    );
    process.exit(1);
  }
}
