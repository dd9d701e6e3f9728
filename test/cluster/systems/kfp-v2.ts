import { runPython } from '../python.ts';
import type { Workflow, WorkflowTemplate } from './argo-workflow.ts';

interface Executor {
  container: {
    image: string;
    command: string[];
    env?: { name: string; value: string }[];
    resources?: { accelerator?: { type: string; count: string } };
  };
}

interface Compiled {
  spec: { deploymentSpec: { executors: Record<string, Executor> }; pipelineInfo: { name: string } };
  platform: {
    platforms?: {
      kubernetes?: { deploymentSpec: { executors: Record<string, { podMetadata?: WorkflowTemplate['metadata'] }> } };
    };
  };
}

/** Compiles the pipeline of python/kfp_v2.py with the Kubeflow Pipelines SDK 2. */
export async function compileV2(project: string): Promise<Compiled> {
  return JSON.parse(await runPython('pipelines-v2', 'kfp_v2.py', [project]));
}

const v2 = { 'pipelines.kubeflow.org/v2_component': 'true' };

/**
 * The Workflow that the API server of Kubeflow Pipelines 2.17 makes of a compiled pipeline. It is not here itself: it
 * needs a database and an object store. Each step names its place in kubeflow/pipelines 2.17.0. Drivers and executors run
 * at the same time here, not one after the other: what matters is the pods.
 */
export function asWorkflow({ spec, platform }: Compiled): Workflow {
  const steps = Object.entries(spec.deploymentSpec.executors).map(([name, executor]) => {
    const metadata = platform.platforms?.kubernetes?.deploymentSpec.executors[name]?.podMetadata;
    return executorTemplate(`${name}-system-container-impl`, executor, metadata);
  });
  const templates = [driverTemplate('system-dag-driver'), driverTemplate('system-container-driver'), ...steps];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: `${spec.pipelineInfo.name}-` },
    spec: {
      entrypoint: 'entrypoint',
      // backend/src/v2/compiler/argocompiler/argo.go: PodMetadata of every pod of the run
      podMetadata: {
        labels: { ...v2, 'pipeline/runid': '4a5f0c1e-2b7d-4d0a-9b53-6f1d2c3e4a05' },
        annotations: { ...v2, 'sidecar.istio.io/inject': 'false' },
      },
      templates: [
        { name: 'entrypoint', dag: { tasks: templates.map(({ name }) => ({ name, template: name })) } },
        ...templates,
      ],
    },
  };
}

// backend/src/v2/compiler/argocompiler/container.go: addContainerDriverTemplate; dag.go: addDAGDriverTemplate
function driverTemplate(name: string): WorkflowTemplate {
  return {
    name,
    metadata: { annotations: { 'pipelines.kubeflow.org/runtime-role': 'driver' } },
    container: {
      image: 'kubeflow/kfp-driver:2.17.0',
      command: ['driver'],
      args: ['--type', 'CONTAINER'],
      resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '64Mi' } },
    },
  };
}

// backend/src/v2/compiler/argocompiler/container.go: addContainerExecutorTemplate
function executorTemplate(
  name: string,
  { container }: Executor,
  metadata: WorkflowTemplate['metadata'],
): WorkflowTemplate {
  const accelerator = container.resources?.accelerator;
  const limits = accelerator && { [accelerator.type]: accelerator.count };
  // backend/src/v2/driver/driver.go: initPodSpecPatch. The driver hands it over at run time.
  const patch = {
    containers: [
      {
        name: 'main',
        image: container.image,
        command: ['/kfp-launcher/launch', '--', ...container.command],
        env: container.env ?? [],
        ...(limits !== undefined && { resources: { limits } }),
      },
    ],
  };
  return {
    name,
    metadata: {
      labels: { ...metadata?.labels },
      annotations: { 'pipelines.kubeflow.org/runtime-role': 'launcher', ...metadata?.annotations },
    },
    initContainers: [
      {
        name: 'kfp-launcher',
        image: 'kubeflow/kfp-launcher:2.17.0',
        command: ['launcher-v2', '--copy', '/kfp-launcher/launch'],
        volumeMounts: [{ name: 'kfp-launcher', mountPath: '/kfp-launcher' }],
      },
    ],
    volumes: [{ name: 'kfp-launcher', emptyDir: {} }],
    container: {
      image: 'ml-pipeline/should-be-overridden-during-runtime',
      command: ['should-be-overridden-during-runtime'],
      volumeMounts: [{ name: 'kfp-launcher', mountPath: '/kfp-launcher' }],
    },
    podSpecPatch: JSON.stringify(patch),
  };
}
