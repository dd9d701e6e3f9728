import { apiGroupOf } from '../../decision/pod.ts';
import type { KubernetesDocument } from '../../manifests/documents.ts';
import { metadataSchema } from '../../manifests/schemas.ts';

/** Groups of Kubernetes itself, whose kinds are known here or make no pods. */
const KUBERNETES_GROUPS = new Set(['', 'apps', 'batch', 'autoscaling', 'policy']);

/** Kinds beside pods that stand in many people's files and make none. */
const WITHOUT_PODS = new Set([
  'kubeflow.org/PodDefault',
  'kubeflow.org/Profile',
  'scheduling.run.ai/Queue',
  'scheduling.run.ai/PodGroup',
]);

const isQuiet = ({ apiVersion, kind }: KubernetesDocument): boolean => {
  const group = apiGroupOf(apiVersion);
  return KUBERNETES_GROUPS.has(group) || group.endsWith('.k8s.io') || WITHOUT_PODS.has(`${group}/${kind}`);
};

/** Says which custom resources hold no pod template: their operators may make pods all the same. */
export function noteIdle(objects: readonly KubernetesDocument[]): readonly string[] {
  const titles = objects.filter((object) => !isQuiet(object)).map(titleOf);
  if (titles.length === 0) {
    return [];
  }
  const shown = titles.slice(0, 10).join(', ');
  const more = titles.length > 10 ? ` and ${titles.length - 10} more` : '';
  return [`no pod template in ${shown}${more}; if an operator makes pods of it, explain one of those instead`];
}

function titleOf({ kind, metadata }: KubernetesDocument): string {
  const name = metadataSchema.safeParse(metadata).data?.name;
  return name ? `${kind} ${name}` : kind;
}
