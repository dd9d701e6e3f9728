import { z } from 'zod';
import type { KubernetesDocument } from '../../manifests/documents.ts';
import { type Container, templateSchema } from '../../manifests/schemas.ts';
import { parseAt } from '../../manifests/shape.ts';
import { type Controlled, type Controller, childMetadata, nameOf, podOfTemplate } from './controlled.ts';

const group = z.looseObject({ groupName: z.string().nullish(), template: templateSchema });

const clusterSpec = z.looseObject({
  enableInTreeAutoscaling: z.boolean().nullish(),
  headGroupSpec: group,
  workerGroupSpecs: z.array(group).nullish(),
});

/** KubeRay makes the pods of a cluster itself: one head, and workers of each group. */
export const rayCluster: Controller = (owner) => {
  const { headGroupSpec, workerGroupSpecs, enableInTreeAutoscaling } = parseAt(clusterSpec, owner.spec, 'spec');
  const { template } = headGroupSpec;
  const containers = enableInTreeAutoscaling
    ? [...template.spec.containers, { name: 'autoscaler' }]
    : template.spec.containers;
  const head = podOfTemplate(
    owner,
    { ...template, spec: { ...template.spec, containers } },
    { generateName: `${nameOf(owner)}-head-`, labels: rayLabels(owner, 'head', 'headgroup') },
  );
  return [head, ...(workerGroupSpecs ?? []).map((spec) => worker(owner, spec))];
};

function worker(owner: Controlled, { groupName, template }: z.output<typeof group>): KubernetesDocument {
  const name = groupName ?? 'worker';
  const waits: Container = { name: 'wait-gcs-ready', env: template.spec.containers[0]?.env ?? [] };
  const initContainers = [...(template.spec.initContainers ?? []), waits];
  return podOfTemplate(
    owner,
    { ...template, spec: { ...template.spec, initContainers } },
    { generateName: `${nameOf(owner)}-${name}-worker-`, labels: rayLabels(owner, 'worker', name) },
  );
}

function rayLabels(owner: Controlled, nodeType: string, groupName: string) {
  const cluster = nameOf(owner);
  return {
    'app.kubernetes.io/created-by': 'kuberay-operator',
    'app.kubernetes.io/name': 'kuberay',
    'ray.io/cluster': cluster,
    'ray.io/group': groupName,
    'ray.io/identifier': `${cluster}-${nodeType}`,
    'ray.io/is-ray-node': 'yes',
    'ray.io/node-type': nodeType,
  };
}

const rayJobSpec = z.looseObject({
  rayClusterSpec: clusterSpec.nullish(),
  submissionMode: z.string().nullish(),
  submitterPodTemplate: templateSchema.nullish(),
});

/** A RayJob brings its own cluster up, and a Job that submits the entrypoint to it. */
export const rayJob: Controller = (owner) => {
  const { rayClusterSpec, submissionMode, submitterPodTemplate } = parseAt(rayJobSpec, owner.spec, 'spec');
  const submitter = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: childMetadata(owner, { name: nameOf(owner) }),
    spec: { template: submitterPodTemplate ?? { spec: { containers: [{ name: 'ray-job-submitter' }] } } },
  };
  return [
    ...(rayClusterSpec ? [cluster(owner, rayClusterSpec)] : []),
    ...((submissionMode ?? 'K8sJobMode') === 'K8sJobMode' ? [submitter] : []),
  ];
};

const rayServiceSpec = z.looseObject({ rayClusterConfig: clusterSpec });

export const rayService: Controller = (owner) => [
  cluster(owner, parseAt(rayServiceSpec, owner.spec, 'spec').rayClusterConfig),
];

function cluster(owner: Controlled, spec: unknown): KubernetesDocument {
  const { labels, annotations } = owner.metadata;
  const metadata = childMetadata(owner, {
    name: `${nameOf(owner)}-4xk2p`,
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
  });
  return { apiVersion: 'ray.io/v1', kind: 'RayCluster', metadata, spec };
}
