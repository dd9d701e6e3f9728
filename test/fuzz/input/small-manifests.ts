/*
 * One small manifest for each kind whose pods are derived, and for each way in which YAML can be written. YAML takes
 * most of the time of an input, so small ones are worth more than real ones.
 */

const TEMPLATE =
  '{metadata: {labels: {project: a}}, spec: {containers: [{name: m, env: [{name: RUNAI_GPU_FRACTION, value: "0.5"}]}]}}';

const object = (apiVersion: string, kind: string, spec: string, name = 'x'): string =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: ${name}, namespace: ns}, spec: ${spec}}\n`;

const ARGO = 'argoproj.io/v1alpha1';

const KINDS: readonly string[] = [
  object('v1', 'Pod', '{containers: [{name: m, resources: {limits: {nvidia.com/gpu: 1}}}]}'),
  object('v1', 'ReplicationController', `{template: ${TEMPLATE}}`),
  `{apiVersion: v1, kind: PodTemplate, metadata: {name: x}, template: ${TEMPLATE}}\n`,
  object('batch/v1', 'Job', `{template: ${TEMPLATE}}`),
  object('batch/v1', 'CronJob', `{jobTemplate: {spec: {template: ${TEMPLATE}}}}`),
  object('apps/v1', 'Deployment', `{replicas: 2, template: ${TEMPLATE}}`),
  object('apps/v1', 'StatefulSet', `{template: ${TEMPLATE}}`),
  object('apps/v1', 'DaemonSet', `{template: ${TEMPLATE}}`),
  object('kubeflow.org/v1', 'Notebook', `{template: ${TEMPLATE}}`),
  object(
    'kubeflow.org/v1',
    'PyTorchJob',
    `{pytorchReplicaSpecs: {Master: {template: ${TEMPLATE}}, Worker: {replicas: 2, template: ${TEMPLATE}}}}`,
  ),
  object(
    'kubeflow.org/v2beta1',
    'MPIJob',
    `{mpiReplicaSpecs: {Launcher: {template: ${TEMPLATE}}, Worker: {template: ${TEMPLATE}}}}`,
  ),
  object(
    'jobset.x-k8s.io/v1alpha2',
    'JobSet',
    `{replicatedJobs: [{name: j, template: {spec: {template: ${TEMPLATE}}}}]}`,
  ),
  object(
    'leaderworkerset.x-k8s.io/v1',
    'LeaderWorkerSet',
    `{leaderWorkerTemplate: {size: 2, leaderTemplate: ${TEMPLATE}, workerTemplate: ${TEMPLATE}}}`,
  ),
  object(
    'trainer.kubeflow.org/v1alpha1',
    'TrainJob',
    '{runtimeRef: {name: r}, trainer: {env: [{name: A, value: b}], resourcesPerNode: {limits: {nvidia.com/gpu: 1}}}}',
  ) +
    '---\n' +
    object(
      'trainer.kubeflow.org/v1alpha1',
      'ClusterTrainingRuntime',
      `{template: {spec: {replicatedJobs: [{name: node, template: {spec: {template: ${TEMPLATE}}}}]}}}`,
      'r',
    ),
  object(
    'ray.io/v1',
    'RayCluster',
    `{headGroupSpec: {rayStartParams: {num-gpus: "1"}, template: ${TEMPLATE}}, workerGroupSpecs: [{groupName: w, replicas: 1, template: ${TEMPLATE}}]}`,
  ),
  object(
    'ray.io/v1',
    'RayJob',
    `{rayClusterSpec: {headGroupSpec: {template: ${TEMPLATE}}}, submitterPodTemplate: ${TEMPLATE}}`,
  ),
  object('ray.io/v1', 'RayService', `{rayClusterConfig: {headGroupSpec: {template: ${TEMPLATE}}}}`),
  object(
    ARGO,
    'Workflow',
    '{entrypoint: a, arguments: {parameters: [{name: p, value: "0.5"}]}, podSpecPatch: "{containers: [{name: main}]}", templates: [{name: a, steps: [[{name: s, template: b, withItems: [1, {x: 2}], arguments: {parameters: [{name: q, value: "{{item.x}}"}]}}]]}, {name: b, inputs: {parameters: [{name: q}]}, metadata: {annotations: {gpu-fraction: "{{inputs.parameters.q}}"}}, container: {image: i, command: [c]}}]}',
  ),
  object(ARGO, 'Workflow', '{workflowTemplateRef: {name: t}, onExit: a}') +
    '---\n' +
    object(
      ARGO,
      'WorkflowTemplate',
      '{entrypoint: a, templates: [{name: a, dag: {tasks: [{name: d, templateRef: {name: t, template: b}, withParam: "[1,2]"}, {name: e, template: b, withSequence: {count: "2"}}]}}, {name: b, script: {image: i, command: [c], source: s}}]}',
      't',
    ),
  object(
    ARGO,
    'CronWorkflow',
    '{workflowSpec: {entrypoint: a, templates: [{name: a, containerSet: {containers: [{name: main, image: i}]}}]}}',
  ),
  object(
    'example.com/v1',
    'Unknown',
    `{rayClusterSpec: {headGroupSpec: {template: ${TEMPLATE}}}, deep: {jobTemplate: {spec: {template: ${TEMPLATE}}}}}`,
  ),
  `{apiVersion: v1, kind: List, items: [${object('batch/v1', 'Job', `{template: ${TEMPLATE}}`).trim()}]}\n`,
  `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","kind":{"group":"","version":"v1","kind":"Pod"},"operation":"CREATE","namespace":"n","object":{"metadata":{"annotations":{"gpu-fraction":"50%"}},"spec":{"containers":[{"name":"m"}]}}}}`,
  object('v1', 'Namespace', '{}', 'ns') +
    '---\n' +
    object(
      'kubeflow.org/v1alpha1',
      'PodDefault',
      '{selector: {matchLabels: {a: b}}, env: [{name: RUNAI_PROJECT, value: a}]}',
    ) +
    '---\n' +
    object('v1', 'Pod', '{containers: [{name: m}]}'),
];

const STYLES: readonly string[] = [
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  annotations: &a\n    gpu-fraction: '0.5'\n  labels:\n    <<: *a\n    project: |-\n      team-a\nspec:\n  containers:\n  - name: m\n    args: [\n    a,\n    b]\n`,
  `# comment\n---\n? apiVersion\n: v1\nkind: "Pod"\nmetadata: {name: 'x', labels: {runai: !!str true}}\nspec: {containers: [{name: m}]}\n...\n---\n{"apiVersion":"v1",\n"kind":"Pod"}\n{"a":1}\n`,
  `%YAML 1.1\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: x, uid: u, creationTimestamp: 2026-01-01}\nspec: {nodeName: n, containers: [{name: m}], hostNetwork: yes}\nstatus: {startTime: now}\n`,
];

export const SMALL_MANIFESTS: readonly string[] = [...KINDS, ...STYLES];
