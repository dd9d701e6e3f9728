import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ctr } from './ctr.ts';
import type { Machine } from './machine.ts';
import { output } from './machine.ts';
import { staticBusybox } from './prerequisites.ts';

/** An image of one static busybox and nothing else, for pods that only have to be there: "/busybox sleep 1d". */
export const tinyImage = 'docker.io/local/tiny:1';

/** What holds a pod's namespaces. The same image: its entrypoint waits for ever. */
export const pauseImage = tinyImage;

/** Makes the tiny image and gives it to a node, without a Docker engine. */
export async function importTinyImage(machine: Machine): Promise<void> {
  const folder = join(machine.folder, 'tiny-image');
  mkdirSync(join(folder, 'root'), { recursive: true });
  await output('cp', [staticBusybox() ?? '', join(folder, 'root', 'busybox')]);
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  const layer = join(folder, 'layer.tar');
  await output('tar', ['--create', `--file=${layer}`, `--directory=${join(folder, 'root')}`, ...owner, 'busybox']);
  // What `docker save` writes: a list of images, and of each its configuration and its layers.
  const digest = createHash('sha256').update(readFileSync(layer)).digest('hex');
  const configuration = {
    architecture: architecture(),
    os: 'linux',
    config: { Entrypoint: ['/busybox', 'sleep', '2147483647'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
  };
  const manifest = [{ Config: 'config.json', RepoTags: [tinyImage], Layers: ['layer.tar'] }];
  writeFileSync(join(folder, 'config.json'), JSON.stringify(configuration));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const archive = join(folder, 'image.tar');
  await output('tar', [
    '--create',
    `--file=${archive}`,
    `--directory=${folder}`,
    ...owner,
    'manifest.json',
    'config.json',
    'layer.tar',
  ]);
  await importArchive(machine, archive);
  rmSync(folder, { recursive: true });
}

/**
 * Gives a node an image of the local Docker engine. Its pods refer to it by the same name, with
 * `imagePullPolicy: IfNotPresent`: there is no registry here.
 */
export async function importFromDocker(machine: Machine, image: string): Promise<void> {
  const archive = join(machine.folder, `${createHash('sha256').update(image).digest('hex').slice(0, 12)}.tar`);
  await saveFromDocker(image, archive);
  await importArchive(machine, archive);
  rmSync(archive);
}

/** Writes an image of the local Docker engine to a file, for importArchive(). Throws where there is no such image. */
export async function saveFromDocker(image: string, archive: string): Promise<void> {
  await output('docker', ['save', '--output', archive, image]);
}

/** Gives a node what `docker save` has written. */
export async function importArchive(machine: Machine, archive: string): Promise<void> {
  await ctr(machine, 'images', 'import', archive);
}

function architecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}
