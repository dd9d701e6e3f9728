import type { Manifest } from '../../api.ts';
import { waitingPod } from '../chart/load.ts';
import { type Disturbance, rest } from './disturbance.ts';

const EVERY = 100;

/** Ten containers with a hundred variables of a kilobyte each. */
export function largePod(): Manifest {
  const pod = waitingPod();
  const env = Array.from({ length: 100 }, (_, index) => ({ name: `V${index}`, value: 'x'.repeat(1024) }));
  const containers = Array.from({ length: 10 }, (_, index) => ({ name: `c${index}`, image: 'example.com/none', env }));
  return { ...pod, spec: { ...(pod['spec'] as object), containers } };
}

export const largePods: Disturbance = {
  name: 'large-pods',
  title: 'every hundredth pod has a megabyte',
  pod: (number) => (number % EVERY === EVERY - 1 ? largePod() : waitingPod()),
  async disturb(scene) {
    await rest(scene);
    return '';
  },
};
