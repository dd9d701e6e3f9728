import { apiServerRestart } from './api-server-restart.ts';
import { blind } from './blind.ts';
import type { Disturbance } from './disturbance.ts';
import { eviction } from './eviction.ts';
import { kill, killWithDeny } from './kill.ts';
import { largePods } from './large-pods.ts';
import { rollingUpdate } from './rolling-update.ts';
import { authorityRotation, leafRotation } from './rotation.ts';
import { starved } from './starved.ts';

/** All of them, in the order of the table in docs/reliability.md. */
export const DISTURBANCES: readonly Disturbance[] = [
  rollingUpdate,
  eviction,
  kill,
  killWithDeny,
  leafRotation,
  authorityRotation,
  apiServerRestart,
  blind,
  starved,
  largePods,
];
