import { apiServerRestart } from './api-server-restart.ts';
import { blind } from './blind.ts';
import type { Disturbance } from './disturbance.ts';
import { eviction } from './eviction.ts';
import { hostile, storm } from './hostile.ts';
import { kill, killWithDeny } from './kill.ts';
import { largePods } from './large-pods.ts';
import { memoryPressure } from './memory-pressure.ts';
import { rollingUpdate } from './rolling-update.ts';
import { authorityRotation, leafRotation } from './rotation.ts';
import { starved } from './starved.ts';
import { unreadLog } from './unread-log.ts';

/** All of them, in the order of the table in docs/reliability.md. First those that need no other installation. */
export const DISTURBANCES: readonly Disturbance[] = [
  rollingUpdate,
  eviction,
  apiServerRestart,
  blind,
  starved,
  largePods,
  hostile,
  storm,
  memoryPressure,
  unreadLog,
  kill,
  killWithDeny,
  leafRotation,
  authorityRotation,
];
