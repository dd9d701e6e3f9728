import type { FuzzTarget } from '../fuzz-target.ts';
import { bodies } from './bodies.ts';
import { certificates } from './certificates.ts';
import { clusters } from './clusters.ts';
import { connections } from './connections.ts';
import { manifests } from './manifests.ts';
import { pods } from './pods.ts';
import { reports } from './reports.ts';
import { settings } from './settings.ts';
import { surroundings } from './surroundings.ts';

export const TARGETS: readonly FuzzTarget[] = [
  bodies,
  pods,
  connections,
  surroundings,
  reports,
  manifests,
  settings,
  certificates,
  clusters,
];
