import { z } from 'zod';
import type { KubernetesDocument } from '../documents.ts';
import { fillParameters, parametersOf } from './argo-parameters.ts';
import {
  type Container,
  type Controlled,
  type Controller,
  childMetadata,
  containerSchema,
  metadataSchema,
  nameOf,
  podOfTemplate,
} from './controlled.ts';

const stepTemplate = z.looseObject({
  name: z.string().nullish(),
  metadata: metadataSchema.nullish(),
  container: z.looseObject({ name: z.string().nullish() }).nullish(),
  script: z.looseObject({ name: z.string().nullish() }).nullish(),
  containerSet: z.looseObject({ containers: z.array(containerSchema) }).nullish(),
  resource: z.looseObject({ action: z.string().nullish() }).nullish(),
  data: z.looseObject({}).nullish(),
  sidecars: z.array(containerSchema).nullish(),
  initContainers: z.array(containerSchema).nullish(),
  schedulerName: z.string().nullish(),
});

type StepTemplate = z.output<typeof stepTemplate>;

const workflowSpec = z.looseObject({
  podMetadata: metadataSchema.nullish(),
  schedulerName: z.string().nullish(),
  templates: z.array(z.unknown()).nullish(),
});

const EXECUTOR = '/var/run/argo/argoexec';

/** Argo's workflow-controller: a pod for each template that runs something, `wait` first and `main` second. */
export const workflow: Controller = (owner) => {
  const spec = workflowSpec.parse(owner.spec);
  const ofWorkflow = parametersOf(owner.spec, 'workflow', nameOf(owner));
  return (spec.templates ?? []).flatMap((raw) => {
    const filled = fillParameters(raw, { ...ofWorkflow, ...parametersOf(raw, 'template', nameOf(owner)) });
    const template = stepTemplate.parse(filled);
    const containers = containersOf(template);
    return containers === undefined ? [] : [stepPod(owner, spec, template, containers)];
  });
};

function stepPod(
  owner: Controlled,
  spec: z.output<typeof workflowSpec>,
  template: StepTemplate,
  containers: readonly Container[],
): KubernetesDocument {
  const step = template.name ?? 'main';
  const schedulerName = template.schedulerName ?? spec.schedulerName;
  return podOfTemplate(
    owner,
    {
      metadata: {
        labels: { ...spec.podMetadata?.labels, ...template.metadata?.labels },
        annotations: { ...spec.podMetadata?.annotations, ...template.metadata?.annotations },
      },
      spec: {
        containers: [...containers],
        initContainers: [{ name: 'init', command: [EXECUTOR, 'init'] }, ...(template.initContainers ?? [])],
        restartPolicy: 'Never',
        ...(schedulerName ? { schedulerName } : {}),
      },
    },
    {
      name: `${nameOf(owner)}-${step}-1234567890`,
      labels: { 'workflows.argoproj.io/workflow': nameOf(owner), 'workflows.argoproj.io/completed': 'false' },
      annotations: {
        'workflows.argoproj.io/node-name': `${nameOf(owner)}.${step}`,
        'kubectl.kubernetes.io/default-container': 'main',
      },
    },
  );
}

/** The pod's containers, or `undefined` for templates that only arrange others (steps, DAGs, suspend). */
function containersOf(template: StepTemplate): readonly Container[] | undefined {
  const wait: Container = { name: 'wait', command: [EXECUTOR, 'wait'] };
  const sidecars = template.sidecars ?? [];
  if (template.resource) {
    return [{ name: 'main', command: [EXECUTOR, 'resource', template.resource.action ?? 'create'] }];
  }
  if (template.data) {
    return [{ name: 'main', command: [EXECUTOR, 'data'] }];
  }
  if (template.containerSet) {
    return [wait, ...template.containerSet.containers.map(wrapped), ...sidecars];
  }
  const main = template.container ?? template.script;
  return main ? [wait, wrapped({ ...main, name: 'main' }), ...sidecars] : undefined;
}

/** The emissary executor runs the user's command, so that it can collect its outputs. */
function wrapped(container: { readonly name: string; readonly [key: string]: unknown }): Container {
  const command = Array.isArray(container['command']) ? container['command'] : [];
  return containerSchema.parse({ ...container, command: [EXECUTOR, 'emissary', '--', ...command] });
}

/** A CronWorkflow holds the spec of the Workflow that it starts. */
export const cronWorkflow: Controller = (owner) => [
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: childMetadata(owner, { name: `${nameOf(owner)}-1` }),
    spec: z.looseObject({ workflowSpec: z.unknown() }).parse(owner.spec).workflowSpec,
  },
];

/** A template is the same as the workflow that would be started from it, under a name of its own. */
export const workflowTemplate: Controller = (owner) => [
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { ...owner.metadata, name: `${nameOf(owner)}-1` },
    spec: owner.spec,
  },
];
