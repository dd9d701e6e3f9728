import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { imageName } from '../../image/image-name.ts';
import { availableGroups, buildAll } from '../programs.ts';
import { saveFromDocker } from './images.ts';
import { missingForNode } from './prerequisites.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The file that this project's image was saved to, once for all nodes; undefined where there is no such image. */
    ownImage: string | undefined;
  }
}

/** Builds what a node and its tests run, before the first test starts, where there can be a node. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-image-'));
  if (missingForNode() === undefined) {
    const wanted = ['etcd', 'kubernetes', 'kubernetes-node', 'kubectl', 'helm3', 'helm4', 'argo', 'cert-manager'];
    await buildAll(availableGroups().filter((name) => wanted.includes(name)));
    const archive = join(folder, 'image.tar');
    await saveFromDocker(imageName, archive).then(
      () => project.provide('ownImage', archive),
      // Those that need it say so.
      () => undefined,
    );
  }
  return () => rmSync(folder, { recursive: true });
}
