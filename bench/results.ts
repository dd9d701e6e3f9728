import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ClusterBenchResult } from './cluster/bench-cluster.ts';
import type { StepResult } from './in-process.ts';
import type { InsideResult } from './inside/inside.ts';
import type { ServerId } from './servers/server.ts';
import type { ReplicaCost } from './side-by-side/replica.ts';
import type { SizeResult } from './side-by-side/sizes.ts';
import type { LoadSummary, ServerSummary } from './side-by-side/summary.ts';
import type { Estimate } from './statistics.ts';
import type { WatchingResult } from './watches/watching-replica.ts';

/** Everything that one part of the bench found out, and when and where. */
export interface Measured<T> {
  readonly date: string;
  readonly machine: string;
  readonly result: T;
}

/** Why a part could not be measured here, and the command that would change that. */
export interface Skipped {
  readonly skipped: string;
  readonly enable: string;
}

/** The servers side by side, in one run. */
export interface SideBySide {
  /** Why server and generator had no core each; undefined where they had. */
  readonly sharedCores?: string | undefined;
  readonly loads: readonly LoadSummary[];
  readonly servers: readonly ServerSummary[];
  /** Microseconds of CPU time a request. */
  readonly logShare: Estimate | undefined;
  readonly missing: readonly { readonly server: ServerId; readonly reason: string }[];
}

/** What stands in docs/performance.json: of each part, what was measured last. */
export interface Results {
  readonly sideBySide?: Measured<SideBySide>;
  readonly replica?: Measured<readonly ReplicaCost[]>;
  readonly inside?: Measured<InsideResult>;
  readonly sizes?: Measured<readonly SizeResult[]>;
  readonly 'in-process'?: Measured<readonly StepResult[]>;
  readonly cluster?: Measured<ClusterBenchResult>;
  readonly node?: Measured<ClusterBenchResult>;
  readonly watches?: Measured<WatchingResult>;
  readonly soak?: Measured<WatchingResult>;
}

const FILE = 'docs/performance.json';

/** What earlier runs have left. */
export function readResults(file = FILE): Results {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
}

export function writeResults(results: Results, file = FILE): void {
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
}
