import type { Outcome } from '../../src/admission/outcome.ts';
import type { Reason } from '../../src/decision/reasons.ts';

/** What has to come out for one pod of a sample; the demo and the tests check the same. */
export interface ExpectedPod {
  /** How the pod's name begins; the rest is a hash of its controller's. */
  readonly pod: string;
  readonly scheduler: string;
  readonly project: string;
  /** As the table shows it. */
  readonly gpu: string;
  readonly outcome: Outcome;
  readonly reason: Reason;
}

export interface Sample {
  readonly system: string;
  readonly file: string;
  readonly pods: readonly ExpectedPod[];
}

/** What the webhook knows beside the pods: the namespace with its project, and what the notebook form offers. */
export const SURROUNDINGS = ['namespace.yaml', 'poddefault-whole-gpu.yaml', 'poddefault-half-gpu.yaml'] as const;

export const NOTHING = '–';

const routed = { scheduler: 'runai-scheduler', project: 'team-a', outcome: 'mutated', reason: 'asked' } as const;
const leftAlone = { scheduler: 'default-scheduler', project: NOTHING, gpu: NOTHING, outcome: 'skipped' } as const;

const pipelinesV1 = 'Kubeflow Pipelines v1';
const pipelinesV2 = 'Kubeflow Pipelines v2';
const notebooks = 'Kubeflow Notebooks';
const mlflow = 'MLflow';

/** The samples in `deploy/samples/`, in the order of the table, each with what has to come out. */
export const SAMPLES: readonly Sample[] = [
  {
    system: notebooks,
    file: 'notebook-whole-gpu.yaml',
    pods: [{ ...routed, pod: 'gpu-lab-0', gpu: '1 GPU' }],
  },
  {
    system: notebooks,
    file: 'notebook-half-gpu.yaml',
    pods: [{ ...routed, pod: 'shared-lab-0', gpu: '0.5 in container shared-lab' }],
  },
  {
    system: pipelinesV1,
    file: 'kfp-v1-whole-gpu.yaml',
    pods: [{ ...routed, pod: 'whole-gpu-train-', gpu: '1 GPU' }],
  },
  {
    system: pipelinesV1,
    file: 'kfp-v1-half-gpu.yaml',
    pods: [{ ...routed, pod: 'half-gpu-train-', gpu: '0.5 in container main' }],
  },
  {
    system: pipelinesV2,
    file: 'kfp-v2.yaml',
    pods: [
      { ...leftAlone, pod: 'gpu-v2-system-container-driver-1001', reason: 'helper-pod' },
      { ...routed, pod: 'gpu-v2-system-container-impl-2001', gpu: '0.5 in container main' },
      { ...routed, pod: 'gpu-v2-system-container-impl-2002', gpu: '1 GPU' },
    ],
  },
  {
    system: mlflow,
    file: 'mlflow-whole-gpu.yaml',
    pods: [{ ...routed, pod: 'wine-2026-03-02-09-30-00-000001-', gpu: '1 GPU', reason: 'gpu-workload' }],
  },
  {
    system: mlflow,
    file: 'mlflow-interactive.yaml',
    pods: [{ ...routed, pod: 'wine-2026-03-02-09-45-00-000002-', gpu: '1 GPU' }],
  },
  {
    system: mlflow,
    file: 'mlflow-fraction.yaml',
    pods: [{ ...routed, pod: 'wine-2026-03-02-10-00-00-000003-', gpu: '0.25 in container wine' }],
  },
  {
    system: 'Magnus',
    file: 'magnus.yaml',
    pods: [
      { ...routed, pod: 'magnus-dag-7f3kd-train-', gpu: '1 GPU', reason: 'gpu-workload' },
      { ...leftAlone, pod: 'magnus-dag-7f3kd-success-', reason: 'nothing-asked' },
    ],
  },
  {
    system: 'TFX',
    file: 'tfx.yaml',
    pods: [
      { ...routed, pod: 'penguin-trainer-', gpu: '1 GPU', reason: 'gpu-workload' },
      { ...leftAlone, pod: 'penguin-pusher-', project: 'team-a', reason: 'nothing-asked' },
    ],
  },
  {
    system: 'Ray',
    file: 'raycluster.yaml',
    pods: [
      { ...routed, pod: 'embeddings-head-', gpu: NOTHING, reason: 'gang-member' },
      { ...routed, pod: 'embeddings-gpu-worker-', gpu: '0.25 in container ray-worker' },
    ],
  },
  {
    system: 'Another team’s quota',
    file: 'refused-other-team.yaml',
    pods: [
      {
        pod: 'borrowed-quota-',
        scheduler: NOTHING,
        project: NOTHING,
        gpu: NOTHING,
        outcome: 'denied',
        reason: 'foreign-project',
      },
    ],
  },
];
