import * as z from 'zod';
import type { KubernetesDocument } from '../../manifests/documents.ts';
import { type Container, type PodTemplate, templateSchema } from '../../manifests/schemas.ts';
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
  const own = withRayVariables(template.spec.containers, '127.0.0.1:6379');
  const containers = enableInTreeAutoscaling ? [...own, { name: 'autoscaler' }] : own;
  const head = podOfTemplate(
    owner,
    { ...template, spec: { ...template.spec, containers } },
    { generateName: `${nameOf(owner)}-head-`, labels: rayLabels(owner, 'head', 'headgroup') },
  );
  return [head, ...(workerGroupSpecs ?? []).map((spec) => worker(owner, spec))];
};

function worker(owner: Controlled, { groupName, template }: z.output<typeof group>): KubernetesDocument {
  const name = groupName ?? 'worker';
  // The init container that waits for the head has the Ray container's environment, as the template says it.
  const waits: Container = { name: 'wait-gcs-ready', env: template.spec.containers[0]?.env ?? [] };
  const initContainers = [...(template.spec.initContainers ?? []), waits];
  const head = `${nameOf(owner)}-head-svc.${owner.metadata.namespace ?? 'default'}.svc.cluster.local`;
  const containers = withRayVariables(template.spec.containers, `${head}:6379`);
  return podOfTemplate(
    owner,
    { ...template, spec: { ...template.spec, containers, initContainers } },
    { generateName: `${nameOf(owner)}-${name}-worker-`, labels: rayLabels(owner, 'worker', name) },
  );
}

/** The first container is Ray's; the operator writes its command and the head's address into its environment. */
function withRayVariables(containers: readonly Container[], address: string): Container[] {
  const [ray, ...others] = containers;
  return ray === undefined
    ? []
    : [
        withVariables(ray, [variable('KUBERAY_GEN_RAY_START_CMD', 'ray start'), variable('RAY_ADDRESS', address)]),
        ...others,
      ];
}

const variable = (name: string, value: string) => ({ name, value });

/** Adds variables that the user did not set. */
function withVariables(container: Container, variables: readonly { name: string; value: string }[]): Container {
  const env = container.env ?? [];
  return { ...container, env: [...env, ...variables.filter(({ name }) => !env.some((each) => each.name === name))] };
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

/** What submits the entrypoint, in a pod of its own or beside the head; so KubeRay calls it. */
const SUBMITTER = 'ray-job-submitter';

/** A RayJob brings its own cluster up, and a Job that submits the entrypoint to it; or a container beside the head does. */
export const rayJob: Controller = (owner) => {
  const { rayClusterSpec, submissionMode, submitterPodTemplate } = parseAt(rayJobSpec, owner.spec, 'spec');
  const mode = submissionMode || 'K8sJobMode';
  const submitter = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: childMetadata(owner, { name: nameOf(owner) }),
    spec: { template: submitterTemplate(owner, submitterPodTemplate) },
  };
  const spec = rayClusterSpec && mode === 'SidecarMode' ? withSubmitter(owner, rayClusterSpec) : rayClusterSpec;
  return [...(spec ? [cluster(owner, spec)] : []), ...(mode === 'K8sJobMode' ? [submitter] : [])];
};

function withSubmitter(owner: Controlled, { headGroupSpec, ...spec }: z.output<typeof clusterSpec>): unknown {
  const { template } = headGroupSpec;
  const submitter = withVariables({ name: SUBMITTER }, submitterVariables(owner));
  const containers = [...template.spec.containers, submitter];
  return {
    ...spec,
    headGroupSpec: { ...headGroupSpec, template: { ...template, spec: { ...template.spec, containers } } },
  };
}

const submitterVariables = (owner: Controlled) => [
  variable('RAY_DASHBOARD_ADDRESS', `${nameOf(owner)}-head-svc.${owner.metadata.namespace ?? 'default'}:8265`),
  variable('RAY_JOB_SUBMISSION_ID', `${nameOf(owner)}-7x2vq`),
];

/** Whoever wrote the template: the operator tells its first container where to submit the job, and under which id. */
function submitterTemplate(owner: Controlled, template: PodTemplate | null | undefined): PodTemplate {
  const { metadata, spec } = template ?? { metadata: {}, spec: { containers: [{ name: SUBMITTER }] } };
  const [first, ...others] = spec.containers;
  const labels = {
    ...metadata?.labels,
    'app.kubernetes.io/created-by': 'kuberay-operator',
    'ray.io/originated-from-cr-name': nameOf(owner),
    'ray.io/originated-from-crd': 'RayJob',
  };
  return {
    metadata: { ...metadata, labels },
    spec: {
      ...spec,
      containers: first === undefined ? [] : [withVariables(first, submitterVariables(owner)), ...others],
    },
  };
}

const rayCronJobSpec = z.looseObject({ jobTemplate: z.unknown().optional() });

/** A RayCronJob holds the spec of the RayJobs that it starts. */
export const rayCronJob: Controller = (owner) => [
  {
    apiVersion: 'ray.io/v1',
    kind: 'RayJob',
    metadata: childMetadata(owner, { name: `${nameOf(owner)}-1` }),
    spec: parseAt(rayCronJobSpec, owner.spec, 'spec').jobTemplate,
  },
];

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
