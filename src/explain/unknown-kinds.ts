import * as z from 'zod';
import { isMap } from '../decision/values/map.ts';
import { isKubernetesObject, type KubernetesDocument } from '../manifests/documents.ts';
import { TRAINING_JOB_REPLICAS } from '../manifests/kubernetes-kinds.ts';
import { type Metadata, metadataSchema, templateSchema } from '../manifests/schemas.ts';
import { type Controlled, nameOf, podOfTemplate, titleOf } from './controllers/controlled.ts';

/** Something in an object of an unknown kind that makes pods, or is the template of one. */
export interface FoundWithin {
  /** Where it stands, such as `spec.template`. */
  readonly path: string;
  /** The kind that it is taken for. */
  readonly kind: string;
  readonly object: KubernetesDocument;
}

export interface Within {
  readonly found: readonly FoundWithin[];
  /** How many more there are than anybody reads. */
  readonly passedOver: number;
  /** What looks like a pod template and is none, with why. */
  readonly unreadable: readonly string[];
}

/** More of them than a person would read. */
const MAX_FOUND = 200;

/** The field that only the spec of one kind has, and that kind. */
const TELLING_FIELDS: readonly (readonly [field: string, apiVersion: string, kind: string])[] = [
  ['headGroupSpec', 'ray.io/v1', 'RayCluster'],
  ['rayClusterSpec', 'ray.io/v1', 'RayJob'],
  ['rayClusterConfig', 'ray.io/v1', 'RayService'],
  ['replicatedJobs', 'jobset.x-k8s.io/v1alpha2', 'JobSet'],
  ['leaderWorkerTemplate', 'leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet'],
  ['workflowSpec', 'argoproj.io/v1alpha1', 'CronWorkflow'],
  ['jobTemplate', 'batch/v1', 'CronJob'],
  ...Object.entries(TRAINING_JOB_REPLICAS).map(([kind, field]) => [field, 'kubeflow.org/v1', kind] as const),
];

const WORKFLOW = ['entrypoint', 'argoproj.io/v1alpha1', 'Workflow'] as const;

const isWorkflowSpec = ({ entrypoint, templates }: Readonly<Record<string, unknown>>): boolean =>
  typeof entrypoint === 'string' && Array.isArray(templates);

/**
 * What makes pods in an object whose controller is not known here: whole objects, specs in the shape of a known kind, and
 * pod templates, each as it stands.
 */
export function findWithin(owner: Controlled): Within {
  const found: FoundWithin[] = [];
  const unreadable: string[] = [];
  let passedOver = 0;
  const add = (path: string, kind: string, object: () => KubernetesDocument): void => {
    if (found.length < MAX_FOUND) {
      found.push({ path, kind, object: object() });
    } else {
      passedOver += 1;
    }
  };

  const visit = (value: unknown, path: string, metadata: unknown): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        visit(item, `${path}[${index}]`, undefined);
      }
      return;
    }
    if (!isMap(value)) {
      return;
    }
    // A reference to an object has an apiVersion and a kind too, but nothing in it.
    if (isKubernetesObject(value) && ('metadata' in value || 'spec' in value)) {
      add(path, value.kind, () => inheriting(owner, value, value['metadata']));
      return;
    }
    const shape = isWorkflowSpec(value)
      ? WORKFLOW
      : TELLING_FIELDS.find(([field]) => isMap(value[field]) || Array.isArray(value[field]));
    if (shape !== undefined) {
      const [, apiVersion, kind] = shape;
      add(path, kind, () => inheriting(owner, { apiVersion, kind, spec: value }, metadata));
      return;
    }
    const template = templateIn(value);
    if (template !== undefined) {
      const reading = templateSchema.safeParse(template);
      if (reading.success) {
        add(path, 'Pod', () => podOfTemplate(owner, reading.data, { generateName: `${nameOf(owner)}-` }));
      } else {
        const [issue] = reading.error.issues;
        unreadable.push(`${[path, ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'invalid'}`);
      }
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      visit(item, path === '' ? key : `${path}.${key}`, value['metadata']);
    }
  };

  const { apiVersion: _, kind: __, metadata: ___, status: ____, ...rest } = owner;
  for (const [key, value] of Object.entries(rest)) {
    visit(value, key, undefined);
  }
  return { found, passedOver, unreadable };
}

/** One sentence for a person about an object whose kind is not known. */
export function describeWithin(owner: Controlled, { found, passedOver }: Within): string {
  const shown = found.slice(0, 5).map(({ path, kind }) => (kind === 'Pod' ? path : `${path} (${kind})`));
  const more = found.length > shown.length ? ` and ${found.length - shown.length} more` : '';
  const others = passedOver === 0 ? '' : `; ${passedOver} others are not explained`;
  return `no controller is known here for ${titleOf(owner)}; what makes pods in it is taken as it stands, without what its operator adds: ${shown.join(', ')}${more}${others}`;
}

/** A pod template, or a pod's spec that stands there without one; a controller may name its containers. */
function templateIn(value: Readonly<Record<string, unknown>>): unknown {
  const spec = value['spec'];
  if (isMap(spec) && hasContainers(spec)) {
    return { ...value, spec: named(spec) };
  }
  return hasContainers(value) ? { spec: named(value) } : undefined;
}

const container = z.looseObject({ name: z.unknown().optional(), image: z.unknown().optional() });

function hasContainers(spec: Readonly<Record<string, unknown>>): boolean {
  const { containers } = spec;
  return (
    Array.isArray(containers) &&
    containers.length > 0 &&
    containers.every((each) => {
      const reading = container.safeParse(each);
      return reading.success && (reading.data.name !== undefined || reading.data.image !== undefined);
    })
  );
}

/** Knative lets people leave the name of the one container out, and calls it so. */
function named(spec: Readonly<Record<string, unknown>>): object {
  const containers = z.array(container).parse(spec['containers']);
  return {
    ...spec,
    containers: containers.map((each, index) => ({
      ...each,
      name: each.name ?? (index === 0 ? 'user-container' : `user-container-${index}`),
    })),
  };
}

/** An inner object belongs to the namespace of the outer one, and is called after it where it has no name. */
function inheriting(owner: Controlled, object: KubernetesDocument, metadata: unknown): KubernetesDocument {
  const own: Metadata = metadataSchema.safeParse(metadata ?? {}).data ?? {};
  const name = own.name || own.generateName ? {} : { name: nameOf(owner) };
  const namespace = own.namespace ?? owner.metadata.namespace;
  return { ...object, metadata: { ...own, ...name, ...(namespace ? { namespace } : {}) } };
}
