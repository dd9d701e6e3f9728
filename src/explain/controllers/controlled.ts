import { DEFAULT_SCHEDULER } from '../../decision/vocabulary.ts';
import type { KubernetesDocument } from '../../manifests/documents.ts';
import type { GroupKind } from '../../manifests/kubernetes-kinds.ts';
import type { Container, Metadata, PodSpec, PodTemplate } from '../../manifests/schemas.ts';

/*
 * What the controllers of each kind do on the way to a Pod, one step a kind: a Deployment makes a ReplicaSet, a
 * ReplicaSet makes Pods. Only what a decision can depend on is done.
 */

/** An object of the input or one that a controller made of it. */
export interface Controlled {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: unknown;
  readonly [key: string]: unknown;
}

/** What a controller can look up and say beside what it makes. */
export interface ControllerContext {
  /** An object that the owner refers to by its name, if it was given; kinds of the whole cluster have no namespace. */
  find(kind: GroupKind, namespace: string | undefined, name: string): KubernetesDocument | undefined;
  /** Tells a person what the manifest does not say, or what was passed over. */
  note(text: string): void;
}

/** One step of a controller: the objects that it makes of one of its own. */
export type Controller = (owner: Controlled, context: ControllerContext) => readonly KubernetesDocument[];

/** An object as messages name it, such as `Workflow train`. */
export const titleOf = (owner: Controlled): string => `${owner.kind} ${nameOf(owner)}`;

export const nameOf = ({ metadata }: Controlled): string => metadata.name ?? 'unnamed';

/** The object's owner reference, as a controller stamps it on its children. */
export function ownerReference(owner: Controlled) {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: nameOf(owner),
    uid: owner.metadata.uid ?? '00000000-0000-0000-0000-000000000000',
    controller: true,
    blockOwnerDeletion: true,
  };
}

interface Child {
  readonly name?: string;
  readonly generateName?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** Metadata of a child in its owner's namespace; empty maps are left out, as the API server does. */
export function childMetadata(owner: Controlled, { labels, annotations, ...names }: Child) {
  return {
    ...names,
    ...(owner.metadata.namespace ? { namespace: owner.metadata.namespace } : {}),
    ...(labels && Object.keys(labels).length > 0 ? { labels } : {}),
    ...(annotations && Object.keys(annotations).length > 0 ? { annotations } : {}),
    ownerReferences: [ownerReference(owner)],
  };
}

/** A pod from a template; labels and annotations given beside it come on top of the template's. */
export function podOfTemplate(owner: Controlled, template: PodTemplate, child: Child): KubernetesDocument {
  const labels = { ...template.metadata?.labels, ...child.labels };
  const annotations = { ...template.metadata?.annotations, ...child.annotations };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: childMetadata(owner, { ...child, labels, annotations }),
    spec: asAdmitted(template.spec),
  };
}

/** What the API server fills in before admission, as far as it matters: the scheduler, and requests from limits. */
function asAdmitted(spec: PodSpec) {
  return {
    ...spec,
    schedulerName: spec['schedulerName'] || DEFAULT_SCHEDULER,
    containers: spec.containers.map(withRequests),
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(withRequests) } : {}),
  };
}

function withRequests(container: Container): Container {
  const limits = container.resources?.limits;
  return limits
    ? { ...container, resources: { ...container.resources, requests: { ...limits, ...container.resources?.requests } } }
    : container;
}
