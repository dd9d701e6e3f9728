import { inject } from 'vitest';
import { imageName } from '../../image/image-name.ts';
import type { Cluster } from '../control-plane.ts';
import type { SuiteOptions } from '../suite.ts';
import { describeOnCluster } from '../suite.ts';
import type { Node } from './node.ts';
import { startNode } from './node.ts';
import { missingForNode } from './prerequisites.ts';

/** A cluster with a node, for a suite's tests. */
export interface ClusterWithNode {
  cluster: Cluster;
  node: Node;
}

/** What a suite needs besides control plane and node. */
export interface NodeSuiteOptions extends Omit<SuiteOptions, 'onOwnMachine' | 'missing' | 'start'> {
  /** Whether its pods run this project's image, which then has to be built. */
  ownImage?: boolean;
  /** Starts more, once, before the tests. */
  start?: (running: ClusterWithNode) => Promise<unknown>;
}

/** A describe() with a cluster of its own whose pods really run. Skipped, or failed, like describeOnCluster(). */
export function describeOnNode(
  title: string,
  { ownImage = false, groups = [], start, ...options }: NodeSuiteOptions,
  tests: (running: () => ClusterWithNode) => void,
): void {
  let node: Node | undefined;
  const archive = inject('ownImage');
  const suite: SuiteOptions = {
    ...options,
    groups: ['kubernetes-node', ...groups],
    onOwnMachine: true,
    missing: missingForNode() ?? (ownImage && archive === undefined ? missingImage : undefined),
    async start(cluster) {
      node = await startNode(cluster);
      if (ownImage && archive !== undefined) await node.importArchive(archive);
      await start?.({ cluster, node });
    },
  };
  describeOnCluster(title, suite, (cluster) =>
    tests(() => {
      if (node === undefined) throw new Error(`the node of "${title}" does not run`);
      return { cluster: cluster(), node };
    }),
  );
}

const missingImage = {
  reason: `the local Docker engine has no image ${imageName}`,
  enable: 'sudo scripts/image/docker-engine.sh && make image',
};
