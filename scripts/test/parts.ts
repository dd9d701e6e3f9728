import { noGo } from '../../bench/go-programs.ts';
import {
  installNodePrerequisites,
  missingForNode,
  prerequisitesScript,
} from '../../test/cluster/node/prerequisites.ts';
import { firstUnavailable } from '../../test/cluster/programs.ts';
import { succeeds } from '../processes/run.ts';

/** A part of the tests that may need more than Node. */
export interface Part {
  readonly name: string;
  readonly vitestArguments: readonly string[];
  /** Gets the machine ready; a message says why the part cannot run here. */
  readonly prepare: () => string | undefined;
  /** The one command that would enable the part where it cannot run. */
  readonly enable: string;
}

const unit: Part = {
  name: 'unit',
  vitestArguments: ['--coverage'],
  prepare: () => undefined,
  enable: '',
};

const advisories: Part = {
  name: 'known vulnerabilities',
  vitestArguments: ['--config', 'test/advisories/vitest.config.ts'],
  // Whether the registry serves advisories is found out by asking; where it does not, the test skips itself by name.
  prepare: () => undefined,
  enable: '',
};

function buildImage(): string | undefined {
  if (!succeeds('scripts/image/docker-engine.sh', 'start')) {
    return 'no Docker Engine answers';
  }
  return succeeds('scripts/image/build.sh') ? undefined : 'the image cannot be built; see scripts/image/build.sh';
}

const image: Part = {
  name: 'container image',
  vitestArguments: ['--config', 'test/image/vitest.config.ts'],
  prepare: buildImage,
  enable: 'sudo scripts/image/docker-engine.sh start',
};

const chart: Part = {
  name: 'Helm chart',
  vitestArguments: ['--config', 'test/chart/vitest.config.ts'],
  prepare: () => firstUnavailable('helm3', 'helm4')?.reason,
  enable: 'apt-get install golang-go   # Go 1.26 or newer; or set GFW_CLUSTER_PROGRAMS',
};

const bench: Part = {
  name: 'bench in Go',
  vitestArguments: ['--config', 'test/bench/go/vitest.config.ts'],
  prepare: () => noGo()?.skipped,
  enable: 'apt-get install golang-go   # Go 1.26 or newer',
};

const cluster: Part = {
  name: 'real API server',
  vitestArguments: ['--config', 'test/cluster/vitest.config.ts'],
  prepare: () => firstUnavailable('etcd', 'kubernetes')?.reason,
  enable: 'apt-get install golang-go   # Go 1.26 or newer; or set GFW_CLUSTER_PROGRAMS',
};

const node: Part = {
  name: 'real node',
  vitestArguments: ['--config', 'test/cluster/node/vitest.config.ts'],
  prepare: () => {
    installNodePrerequisites();
    const missing = firstUnavailable('etcd', 'kubernetes', 'kubernetes-node') ?? missingForNode();
    // The part before may have built it; then this takes a few seconds.
    return missing?.reason ?? buildImage();
  },
  enable: `sudo ${prerequisitesScript}   # then make test as root`,
};

export const PARTS: readonly Part[] = [unit, advisories, image, chart, bench, cluster, node];
