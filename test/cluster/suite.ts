import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster, ControlPlaneOptions } from './control-plane.ts';
import { controlPlaneGroups, startControlPlane } from './control-plane.ts';
import type { GroupName } from './program-groups.ts';
import { programGroup } from './program-groups.ts';
import { firstUnavailable } from './programs.ts';
import type { PythonEnvironment } from './python.ts';
import { missingPython } from './python.ts';

/** What a suite needs besides the control plane. */
export interface SuiteOptions extends ControlPlaneOptions {
  /** Program groups that the suite starts. */
  groups?: GroupName[];
  /** Python packages that make its workloads. */
  python?: PythonEnvironment[];
  /** What else the machine lacks, and what would change that. */
  missing?: { reason: string; enable: string } | undefined;
  /** Starts them, once, before the tests. */
  start?: (cluster: Cluster) => Promise<unknown>;
}

/**
 * A describe() with a control plane of its own. Where a program cannot be had the suite is skipped, loudly; where it
 * must not be missing (see mustRun) it fails instead.
 */
export function describeOnCluster(title: string, options: SuiteOptions, tests: (cluster: () => Cluster) => void): void {
  const { groups = [], python = [], missing: lacking, start, ...controlPlane } = options;
  const needed = [...controlPlaneGroups(controlPlane.kubernetes), ...groups];
  const missing = firstUnavailable(...needed) ?? missingPython(...python) ?? lacking;
  if (missing !== undefined) {
    const note = `${missing.reason}. To run it: ${missing.enable}`;
    if (mustRun(needed)) {
      it(`${title}: has its programs`, () => expect.fail(note));
      return;
    }
    process.stderr.write(`SKIPPED: ${title}\n  ${note}\n`);
    describe.skip(`${title} (skipped: ${note})`, () => tests(() => notRunning(title)));
    return;
  }
  describe(title, () => {
    let cluster: Cluster | undefined;
    beforeAll(async () => {
      cluster = await startControlPlane(controlPlane);
      await start?.(cluster);
    });
    afterAll(async () => cluster?.stop());
    tests(() => cluster ?? notRunning(title));
  });
}

/**
 * Whether missing programs are a failure: those named in GFW_CLUSTER_REQUIRE (group names, or "all"), and on CI
 * everything that can be built from its published module.
 */
function mustRun(groups: GroupName[]): boolean {
  const required = (process.env['GFW_CLUSTER_REQUIRE'] ?? '').split(',').filter((name) => name !== '');
  if (required.includes('all') || groups.some((name) => required.includes(name))) return true;
  return Boolean(process.env['CI']) && groups.every((name) => programGroup(name).build !== undefined);
}

function notRunning(title: string): never {
  throw new Error(`the cluster of "${title}" does not run`);
}
