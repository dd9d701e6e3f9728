import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What Docker puts into every container, and is in no image. */
const OF_THE_CONTAINER = [
  '.dockerenv',
  'dev',
  'proc',
  'sys',
  'etc/hostname',
  'etc/hosts',
  'etc/mtab',
  'etc/resolv.conf',
];

/**
 * Unpacks an image into a folder, hands that to `use`, and removes it again. Nothing of the image runs.
 *
 * @throws Error with Docker's own words
 */
export function withImageUnpacked<T>(image: string, use: (root: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-image-'));
  // Docker makes no container without a command, though this one never runs.
  const container = docker('create', image, 'nothing');
  try {
    const archive = join(folder, 'image.tar');
    docker('export', '--output', archive, container);
    const root = join(folder, 'root');
    mkdirSync(root);
    run('tar', ['-x', '--no-same-owner', '--same-permissions', '-f', archive, '-C', root]);
    rmSync(archive);
    for (const path of OF_THE_CONTAINER) {
      rmSync(join(root, path), { recursive: true, force: true });
    }
    return use(root);
  } finally {
    docker('rm', '--force', container);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs `docker` and gives back what it printed. */
export const docker = (...args: readonly string[]): string => run('docker', args);

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  }
  return stdout.trim();
}
