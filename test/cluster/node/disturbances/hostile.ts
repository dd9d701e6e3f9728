import { underAttack } from './attack.ts';
import type { Disturbance } from './disturbance.ts';

/** The processor is not divided between callers, so a small machine has to have something left for others. */
const PER_SECOND = 500;

/** Four times as many connections as a replica keeps; each that is closed is opened again. */
export const hostile: Disturbance = {
  name: 'hostile',
  title: `strangers open ${PER_SECOND} connections a second, of which they keep 2,000 to each replica if they are let: no handshake, garbage, half requests, slow and endless bodies, reviews that stop in the middle`,
  disturb: (scene) =>
    underAttack(scene, {
      connectionsPerSecond: PER_SECOND,
      attacks: [
        ['noHandshake', 200],
        ['unfinishedHandshake', 400],
        ['garbage', 40],
        ['silence', 400],
        ['garbageRequest', 40],
        ['halfRequest', 200],
        ['slowHeader', 100],
        ['slowBody', 100],
        ['unfinishedBody', 60],
        ['endlessChunks', 60],
        ['tinyBodyAfterReview', 300],
        ['smallBodyAfterReview', 80],
        ['largeBodyAfterReview', 20],
      ],
    }),
};

/** The first message of a handshake costs nothing to send; who answers it has done most of the work. */
export const storm: Disturbance = {
  name: 'storm',
  title: 'strangers begin as many handshakes as they can, and finish none',
  disturb: (scene) => underAttack(scene, { attacks: [['unfinishedHandshake', 1000]] }),
};
