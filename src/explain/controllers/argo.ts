import * as z from 'zod';
import { isKubernetesObject, type KubernetesDocument } from '../../manifests/documents.ts';
import { type Container, containerSchema, metadataSchema, type PodSpec, stringMap } from '../../manifests/schemas.ts';
import { parseAt } from '../../manifests/shape.ts';
import { parseYaml } from '../../manifests/yaml.ts';
import { type RunTemplate, runTemplates } from './argo-calls.ts';
import { fillParameters } from './argo-parameters.ts';
import { resolveSpec } from './argo-references.ts';
import {
  type Controlled,
  type Controller,
  type ControllerContext,
  childMetadata,
  nameOf,
  podOfTemplate,
  titleOf,
} from './controlled.ts';
import { applyPodSpecPatch } from './pod-spec-patch.ts';
import { mergeStrategically } from './strategic-merge.ts';

const podParts = {
  metadata: metadataSchema.nullish(),
  container: z.looseObject({ name: z.string().nullish() }).nullish(),
  script: z.looseObject({ name: z.string().nullish() }).nullish(),
  schedulerName: z.string().nullish(),
  podSpecPatch: z.string().nullish(),
};

const stepTemplate = z.looseObject({
  ...podParts,
  name: z.string().nullish(),
  containerSet: z.looseObject({ containers: z.array(containerSchema) }).nullish(),
  resource: z
    .looseObject({ action: z.string().nullish(), manifest: z.string().nullish(), manifestFrom: z.unknown().optional() })
    .nullish(),
  data: z.looseObject({}).nullish(),
  sidecars: z.array(containerSchema).nullish(),
  initContainers: z.array(containerSchema).nullish(),
});

type StepTemplate = z.output<typeof stepTemplate>;

const workflowSpec = z.looseObject({
  podMetadata: metadataSchema.nullish(),
  templateDefaults: z.looseObject(podParts).nullish(),
  schedulerName: z.string().nullish(),
  podSpecPatch: z.string().nullish(),
});

const EXECUTOR = '/var/run/argo/argoexec';

/** What a workflow says of all its pods. */
const POD_FIELDS = ['podMetadata', 'templateDefaults', 'schedulerName', 'podSpecPatch'] as const;

/** Argo's workflow-controller: a pod for each template that runs something, `wait` first and `main` second. */
export const workflow: Controller = (owner, context) => {
  const specs = resolveSpec(owner, context);
  const all = parseAt(z.looseObject({}), specs.effective, 'spec');
  const forPods = Object.fromEntries(POD_FIELDS.map((field) => [field, all[field]]));
  return runTemplates(owner, specs, context).flatMap((run) => {
    const spec = parseAt(workflowSpec, fillParameters(forPods, run.parameters), 'spec');
    const template = withDefaults(parseAt(stepTemplate, run.template, ...run.path), spec.templateDefaults, run.path);
    const containers = containersOf(template, run);
    return containers === undefined
      ? []
      : [stepPod(owner, spec, template, containers, context), ...createdBy(template, owner, context)];
  });
};

/** What a resource template creates besides; its own pod only talks to the API server. */
function createdBy(
  { name, resource }: StepTemplate,
  owner: Controlled,
  { note }: ControllerContext,
): readonly KubernetesDocument[] {
  if (resource?.manifestFrom) {
    note(
      `the manifest in template ${name ?? ''} of ${titleOf(owner)} is an artifact; what it creates is not explained`,
    );
  }
  if (!resource?.manifest || !['create', 'apply', 'replace'].includes(resource.action ?? 'create')) {
    return [];
  }
  const manifests = parseYaml(resource.manifest);
  if (manifests.some((each) => !each.ok || !isKubernetesObject(each.value))) {
    note(`the manifest in template ${name ?? ''} of ${titleOf(owner)} cannot be read before it runs`);
  }
  return manifests.flatMap((each) =>
    each.ok && isKubernetesObject(each.value) ? [inNamespace(each.value, owner)] : [],
  );
}

/** The executor runs in the workflow's namespace, and what names none is created there. */
function inNamespace(object: KubernetesDocument, { metadata: { namespace } }: Controlled): KubernetesDocument {
  const metadata = metadataSchema.safeParse(object['metadata'] ?? {}).data;
  return metadata === undefined || metadata.namespace || !namespace
    ? object
    : { ...object, metadata: { ...metadata, namespace } };
}

/** A template is of one type, which the field that it has tells. */
const TEMPLATE_TYPES = new Set([
  'container',
  'containerSet',
  'dag',
  'data',
  'http',
  'plugin',
  'resource',
  'script',
  'steps',
  'suspend',
]);

/** Argo merges a template into the defaults strategically; defaults of another type than the template's do not count. */
function withDefaults(
  template: StepTemplate,
  defaults: z.output<typeof workflowSpec>['templateDefaults'],
  path: RunTemplate['path'],
): StepTemplate {
  if (!defaults) {
    return template;
  }
  const own = Object.fromEntries(Object.entries(template).filter(([, value]) => value !== null));
  const applicable = Object.entries(defaults).filter(([key]) => !TEMPLATE_TYPES.has(key) || Object.hasOwn(own, key));
  return parseAt(stepTemplate, mergeStrategically(Object.fromEntries(applicable), own), ...path);
}

function stepPod(
  owner: Controlled,
  spec: z.output<typeof workflowSpec>,
  template: StepTemplate,
  containers: readonly Container[],
  context: ControllerContext,
): KubernetesDocument {
  const step = template.name ?? 'main';
  const schedulerName = template.schedulerName ?? spec.schedulerName;
  const podSpec: PodSpec = {
    containers: [...containers],
    initContainers: [{ name: 'init', command: [EXECUTOR, 'init'] }, ...(template.initContainers ?? [])],
    restartPolicy: 'Never',
    ...(schedulerName ? { schedulerName } : {}),
  };
  const title = `template ${step} of ${titleOf(owner)}`;
  // The template's patch comes on top of the workflow's.
  const patched = [spec.podSpecPatch, template.podSpecPatch].reduce(
    (soFar, patch) => applyPodSpecPatch(soFar, patch, title, context),
    podSpec,
  );
  return podOfTemplate(
    owner,
    {
      metadata: {
        labels: { ...spec.podMetadata?.labels, ...template.metadata?.labels },
        annotations: { ...spec.podMetadata?.annotations, ...template.metadata?.annotations },
      },
      spec: patched,
    },
    {
      name: `${nameOf(owner)}-${step}-1234567890`,
      labels: { 'workflows.argoproj.io/workflow': nameOf(owner), 'workflows.argoproj.io/completed': 'false' },
      annotations: {
        'workflows.argoproj.io/node-name': `${nameOf(owner)}.${step}`,
        'kubectl.kubernetes.io/default-container': defaultContainer(template),
      },
    },
  );
}

/** `main`, and in a container set without one the last of the set. */
function defaultContainer({ containerSet }: StepTemplate): string {
  const names = containerSet?.containers.map(({ name }) => name) ?? [];
  return names.includes('main') ? 'main' : (names.at(-1) ?? 'main');
}

/** The pod's containers, or `undefined` for templates that only arrange others (steps, DAGs, suspend). */
function containersOf(template: StepTemplate, run: RunTemplate): readonly Container[] | undefined {
  const wait: Container = { name: 'wait', command: [EXECUTOR, 'wait'] };
  const sidecars = template.sidecars ?? [];
  if (template.resource) {
    return [{ name: 'main', command: [EXECUTOR, 'resource', template.resource.action ?? 'create'] }];
  }
  if (template.data) {
    return [{ name: 'main', command: [EXECUTOR, 'data'] }];
  }
  if (template.containerSet) {
    const own = template.containerSet.containers.map((each) => wrapped(each, [...run.path, 'containerSet']));
    return [wait, ...own, ...sidecars];
  }
  const main = template.container ?? template.script;
  const path = [...run.path, template.container ? 'container' : 'script'];
  return main ? [wait, wrapped({ ...main, name: 'main' }, path), ...sidecars] : undefined;
}

/** The emissary executor runs the user's command, so that it can collect its outputs. */
function wrapped(
  container: { readonly name: string; readonly [key: string]: unknown },
  path: readonly (string | number)[],
): Container {
  const command = Array.isArray(container['command']) ? container['command'] : [];
  return parseAt(containerSchema, { ...container, command: [EXECUTOR, 'emissary', '--', ...command] }, ...path);
}

const cronWorkflowSpec = z.looseObject({
  workflowSpec: z.unknown().optional(),
  workflowMetadata: z.looseObject({ labels: stringMap.nullish(), annotations: stringMap.nullish() }).nullish(),
});

/** A CronWorkflow holds the spec of the Workflow that it starts, and its metadata. */
export const cronWorkflow: Controller = (owner) => {
  const { workflowSpec: spec, workflowMetadata } = parseAt(cronWorkflowSpec, owner.spec, 'spec');
  const metadata = childMetadata(owner, {
    name: `${nameOf(owner)}-1`,
    labels: workflowMetadata?.labels ?? {},
    annotations: workflowMetadata?.annotations ?? {},
  });
  return [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata, spec }];
};

/** A template is the same as the workflow that would be started from it, under a name of its own. */
export const workflowTemplate: Controller = (owner) => [
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { ...owner.metadata, name: `${nameOf(owner)}-1` },
    spec: owner.spec,
  },
];
