import { getContainerRuntimeClient, ImageName } from 'testcontainers';
import { imageName } from './image-name.ts';

/** Why the image cannot be tested here, and the one command that changes that. */
export interface Obstacle {
  readonly reason: string;
  readonly remedy: string;
}

/** What keeps the image from being tested on this machine, or undefined if nothing does. */
export async function findObstacle(): Promise<Obstacle | undefined> {
  const engine = await getContainerRuntimeClient().catch(() => undefined);
  if (engine === undefined) {
    return {
      reason: 'no Docker Engine answers',
      remedy: 'sudo scripts/image/docker-engine.sh && make image',
    };
  }
  if (!(await engine.image.exists(ImageName.fromString(imageName)))) {
    return { reason: `there is no image ${imageName}`, remedy: 'make image' };
  }
  return undefined;
}
