import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../control-plane.ts';
import { runPython } from '../python.ts';
import type { Workflow } from './argo-workflow.ts';

const pipeline = {
  dag: {
    start_at: 'train',
    steps: {
      train: { type: 'task', command_type: 'shell', command: 'python train.py', next: 'success' },
      success: { type: 'success' },
      fail: { type: 'fail' },
    },
  },
};

/** Has Magnus' kfp executor compile a pipeline whose steps have so many GPUs each. */
export async function compileMagnus(cluster: Cluster, gpus: number): Promise<Workflow> {
  const folder = join(cluster.folder, `magnus-${gpus}`);
  mkdirSync(folder, { recursive: true });
  const configuration = {
    executor: {
      type: 'kfp',
      config: { docker_image: 'images.example.com/team-a/churn:1.4', gpu_limit: gpus, output_file: 'compiled.yaml' },
    },
    // The kfp executor accepts no store that other steps could not read.
    run_log_store: { type: 'k8s-pvc', config: { persistent_volume_name: 'magnus', mount_path: '/mnt' } },
  };
  // JSON is YAML, which Magnus reads.
  writeFileSync(join(folder, 'pipeline.yaml'), JSON.stringify(pipeline));
  writeFileSync(join(folder, 'configuration.yaml'), JSON.stringify(configuration));
  const args = ['pipeline.yaml', 'configuration.yaml', 'compiled.yaml'];
  return JSON.parse(await runPython('pipelines-v1', 'magnus_pipeline.py', args, { cwd: folder }));
}
