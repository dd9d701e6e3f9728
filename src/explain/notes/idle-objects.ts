import type { KubernetesDocument } from '../../manifests/documents.ts';
import { groupKindOf, kindKey } from '../../manifests/kubernetes-kinds.ts';
import { metadataSchema } from '../../manifests/schemas.ts';

/** Kinds of Kubernetes itself that make no pods. Not whole groups: `kind: deployment` is a mistake, and no silence. */
const KUBERNETES_KINDS = new Set([
  ...['Binding', 'ComponentStatus', 'ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'Namespace', 'Node'].map(
    inGroup(''),
  ),
  ...['PersistentVolume', 'PersistentVolumeClaim', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount'].map(
    inGroup(''),
  ),
  ...['List', 'Status'].map(inGroup('')),
  ...['ControllerRevision'].map(inGroup('apps')),
  ...['HorizontalPodAutoscaler', 'Scale'].map(inGroup('autoscaling')),
  ...['Eviction', 'PodDisruptionBudget', 'PodSecurityPolicy'].map(inGroup('policy')),
]);

/**
 * Groups that stand beside pods in many people's files and make none. Not all of `k8s.io`: sparkoperator.k8s.io makes pods.
 */
const GROUPS_WITHOUT_PODS =
  /^(?:(?:admissionregistration|apiextensions|apiregistration|certificates|coordination|discovery|flowcontrol\.apiserver|(?:gateway\.)?networking|metrics|node|rbac\.authorization|resource|scheduling|(?:snapshot\.)?storage|kustomize\.config)\.k8s\.io|(?:networking|security|telemetry)\.istio\.io|cert-manager\.io|route\.openshift\.io)$/;
const KINDS_WITHOUT_PODS = new Set([
  'kubeflow.org/PodDefault',
  'kubeflow.org/Profile',
  'scheduling.run.ai/Queue',
  'scheduling.run.ai/PodGroup',
  'monitoring.coreos.com/PodMonitor',
  'monitoring.coreos.com/PrometheusRule',
  'monitoring.coreos.com/ServiceMonitor',
]);

/** Whether no object of this kind ever makes pods in a way that is not known here. */
export function makesNoPods(object: Pick<KubernetesDocument, 'apiVersion' | 'kind'>): boolean {
  const type = groupKindOf(object);
  const key = kindKey(type);
  return KUBERNETES_KINDS.has(key) || GROUPS_WITHOUT_PODS.test(type.group) || KINDS_WITHOUT_PODS.has(key);
}

/** Says which custom resources hold no pod template: their operators may make pods all the same. */
export function noteIdle(objects: readonly KubernetesDocument[]): readonly string[] {
  const titles = new Set(objects.filter((object) => !makesNoPods(object)).map(titleOf));
  return titles.size === 0
    ? []
    : [`no pod template in ${[...titles].join(', ')}; if an operator makes pods of it, explain one of those instead`];
}

function titleOf({ kind, metadata }: KubernetesDocument): string {
  const { name, generateName } = metadataSchema.safeParse(metadata).data ?? {};
  return `${kind} ${name || generateName || ''}`.trim();
}

function inGroup(group: string): (kind: string) => string {
  return (kind) => kindKey({ group, kind });
}
