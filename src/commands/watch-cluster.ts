import type { ClusterAccess } from '../cluster/access.ts';
import { ApiClient } from '../cluster/client.ts';
import { ruleOf } from '../cluster/permissions.ts';
import { WATCH_TIMING, type WatchTiming } from '../cluster/timing.ts';
import { describeIssue } from '../manifests/shape.ts';
import type { ReadinessCheck } from '../server/health/readiness.ts';
import { SCHEDULER_SIGNS } from '../settings/scheduler-fit.ts';
import type { ClusterObserver } from '../surroundings/cluster-observer.ts';
import { ClusterSurroundings, DISCOVERY } from '../surroundings/from-cluster.ts';
import type { SurroundingsStore } from '../surroundings/store.ts';
import { failureTrace } from '../telemetry/failure-trace.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { SchedulerWatch } from './scheduler-watch.ts';

/** Watches that feed a store, until they are closed. */
export interface Watches {
  readonly readinessCheck: ReadinessCheck;
  close(): void;
}

/** Begins to watch a cluster; what happens is logged and counted. */
export function watchCluster(
  access: ClusterAccess,
  store: SurroundingsStore,
  telemetry: Telemetry,
  schedulerName: string,
  timing: WatchTiming = WATCH_TIMING,
): Watches {
  const client = new ApiClient(access, timing.answerMillis);
  const schedulers = new SchedulerWatch(schedulerName, telemetry);
  const observer = observe(telemetry, (served) => schedulers.looked(served));
  const surroundings = new ClusterSurroundings(store, client, observer, timing, SCHEDULER_SIGNS);
  telemetry.log.info({ server: client.server }, 'watching the cluster');
  surroundings.start();
  return {
    readinessCheck: { name: 'surroundings', problem: () => surroundings.problem() },
    close: () => surroundings.close(),
  };
}

function observe(
  { log, metrics: { surroundings: metrics } }: Telemetry,
  discovered: ClusterObserver['discovered'],
): ClusterObserver {
  return {
    discovered,
    watching: (kind, apiVersion) => {
      metrics.began(kind);
      log.debug({ kind, apiVersion }, 'watching a kind');
    },
    dropped: (kind) => {
      metrics.ended(kind);
      log.info({ kind }, 'the cluster has this kind no more; what was known of it is forgotten');
    },
    listed: (kind, reason, objects) => {
      metrics.listed(kind, reason);
      if (reason === 'silent') {
        log.warn({ kind, objects }, 'a watch had gone silent and was replaced, with a fresh list');
      } else {
        log.info({ kind, reason, objects }, 'listed');
      }
    },
    heard: (kind) => metrics.heard(kind),
    failed: (kind, error, isNew) => {
      metrics.failed(kind, error.problem);
      if (error.cause !== undefined) {
        log.error({ kind, failure: failureTrace(error.cause) }, 'an answer of the API server could not be taken in');
      } else if (isNew) {
        const { problem, message } = error;
        log.warn({ kind, problem, answer: message }, 'a watch failed; it is tried again, and what is known stays');
      }
    },
    recovered: (kind, from) => {
      if (from === 'forbidden') {
        metrics.forbidden(kind, false);
      }
      log.info({ kind, from }, 'the watch is well again');
    },
    forbidden: (kind, rule) => {
      metrics.forbidden(kind, true);
      log.warn(
        { kind, rule: ruleOf(rule) },
        kind === DISCOVERY
          ? 'permission is missing to see which kinds there are, so only namespaces are known: add the rule'
          : 'permission is missing, so pods are decided without this kind: add the rule to the ClusterRole',
      );
    },
    unreadable: ({ kind, namespace, name, error }) =>
      log.warn({ kind, namespace, name, problem: describeIssue(error) }, 'an object cannot be read and is left out'),
    unreadableCount: (kind, count) => metrics.unreadable(kind, count),
  };
}
