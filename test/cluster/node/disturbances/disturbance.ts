import { setTimeout as sleep } from 'node:timers/promises';
import type { Values } from '../../../chart/helm.ts';
import type { Manifest } from '../../api.ts';
import type { Load, LoadCounts } from '../chart/load.ts';
import type { ClusterWithNode } from '../suite.ts';

/** Where pods are created; it has opted in. */
export const NAMESPACE = 'team-space';

/** Where something is disturbed: the chart is installed, and pods are being created. */
export interface Scene extends ClusterWithNode {
  readonly load: Load;
  /** Until when, by `performance.now()`; the load goes on until it has come to rest. */
  readonly until: number;
}

/** Something that happens to a cluster while pods are created, and what may be lost by it. */
export interface Disturbance {
  readonly name: string;
  /** What happens, for the table. */
  readonly title: string;
  /** Values of the chart that it needs, beside the flavour. */
  readonly values?: Values;
  /** Pods to create, by their number; by default small ones that ask for half a GPU. */
  readonly pod?: (number: number) => Manifest;
  /** Does it, once or again and again, and comes to rest. @returns what else was seen, for the table */
  disturb(scene: Scene): Promise<string>;
  /** What is wrong with the outcome; by default anything that was lost. */
  judge?(counts: LoadCounts): readonly string[];
}

/** Lets time pass until the load may end, and this long at least. */
export const rest = ({ until }: Pick<Scene, 'until'>, atLeastMillis = 0): Promise<void> =>
  sleep(Math.max(atLeastMillis, until - performance.now()));

/** Nothing was refused, nothing was left unpatched, and the API server never went on without us. */
export function nothingLost({ unpatched, failed, failedOpen, failedOpenBecause }: LoadCounts): readonly string[] {
  return [
    ...(unpatched > 0 ? [`${unpatched} unpatched`] : []),
    ...(failedOpen > 0 ? [`failed open ${failedOpen} times: ${failedOpenBecause[0] ?? ''}`] : []),
    ...failures(failed),
  ];
}

export const failures = (failed: LoadCounts['failed']): readonly string[] =>
  Object.entries(failed).map(([message, times]) => `${times} failed: ${message}`);
