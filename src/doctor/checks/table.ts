import { certificates } from './certificates.ts';
import type { Check } from './check.ts';
import { endpoints } from './endpoints.ts';
import { gpuSharing } from './gpu-sharing.ts';
import { namespaceProject } from './namespace-project.ts';
import { namespaceQueue } from './namespace-queue.ts';
import { namespaceScope } from './namespace-scope.ts';
import { permissions } from './permissions.ts';
import { podDefaults } from './pod-defaults.ts';
import { queueQuota } from './queue-quota.ts';
import { registration } from './registration.ts';
import { runtimeClass } from './runtime-class.ts';
import { scheduler } from './scheduler.ts';
import { timeouts } from './timeouts.ts';
import { trust } from './trust.ts';
import { unpatchedPods } from './unpatched-pods.ts';
import { versions } from './versions.ts';
import { waitingPods } from './waiting-pods.ts';
import { watches } from './watches.ts';
import { webhookOrder } from './webhook-order.ts';

/** Every check, in the order in which they are told: first whether the webhook is called at all, last what comes of it. */
export const CHECKS: readonly Check[] = [
  registration,
  webhookOrder,
  trust,
  endpoints,
  timeouts,
  certificates,
  watches,
  permissions,
  scheduler,
  gpuSharing,
  runtimeClass,
  namespaceScope,
  namespaceProject,
  namespaceQueue,
  queueQuota,
  podDefaults,
  unpatchedPods,
  waitingPods,
  versions,
];
