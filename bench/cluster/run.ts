import { benchCluster } from './bench-cluster.ts';
import { clusterTable } from './cluster-table.ts';

// node bench/cluster/run.ts: only this part of the benchmark.
const result = await benchCluster({ podsPerRound: 300, rounds: 5, concurrency: 8 });
console.log('skipped' in result ? `SKIPPED: ${result.skipped}` : clusterTable(result));
