import { annotationsOf, labelsOf, type PodJson } from '../../decision/pod/pod.ts';
import {
  GPU_ANNOTATIONS,
  RUNAI_GPU_FRACTION,
  RUNAI_GPU_MEMORY,
  RUNAI_LABEL,
  RUNAI_PROJECT,
} from '../../decision/vocabulary.ts';
import { groupKindOf, kindKey, RAY } from '../../manifests/kubernetes-kinds.ts';
import { stringMap } from '../../manifests/schemas.ts';
import { GANG_KINDS } from '../../surroundings/gang-templates.ts';
import { type Controlled, titleOf } from '../controllers/controlled.ts';
import { hasPlaceholder } from '../controllers/placeholder.ts';
import { controllerOf } from '../controllers/table.ts';

/** What asks for something when it stands on a pod; the bare label `project` names a project and asks for nothing. */
const REQUESTS = new Set<string>([
  ...GPU_ANNOTATIONS,
  RUNAI_PROJECT,
  RUNAI_GPU_FRACTION,
  RUNAI_GPU_MEMORY,
  RUNAI_LABEL,
]);

/** What stands on them counts for their gangs, and the decision about each member says what does not. */
const GANGS = new Set([...GANG_KINDS.map(kindKey), `${RAY}/RayJob`, `${RAY}/RayService`, `${RAY}/RayCronJob`]);

/** Where a kind's controller takes the pods' labels and annotations from. */
const BELONGS: ReadonlyMap<string, string> = new Map([
  ['CronJob', 'spec.jobTemplate.spec.template.metadata'],
  ['Notebook', 'the metadata of the Notebook itself'],
  ['Workflow', 'spec.podMetadata, or the metadata of a template'],
  ['WorkflowTemplate', 'spec.podMetadata, or the metadata of a template'],
  ['ClusterWorkflowTemplate', 'spec.podMetadata, or the metadata of a template'],
  ['CronWorkflow', 'spec.workflowSpec.podMetadata, or the metadata of a template'],
  ['Deployment', 'spec.template.metadata'],
  ['ReplicaSet', 'spec.template.metadata'],
  ['StatefulSet', 'spec.template.metadata'],
  ['DaemonSet', 'spec.template.metadata'],
  ['Job', 'spec.template.metadata'],
]);

interface Saying {
  readonly part: 'label' | 'annotation';
  readonly key: string;
  readonly value: string;
}

/**
 * What an object or a template in it asks for that no controller copies to a pod, with the place where it belongs: the
 * pods cannot know of it, and neither can a webhook that sees only them. Operators that are not known here may copy it;
 * KServe's does.
 *
 * @param pods as they were made, before what only a run knows was taken off them
 */
export function requestsOnObjects(owner: Controlled, pods: readonly PodJson[]): readonly string[] {
  const onPods = new Set(pods.flatMap(sayingsOfPod));
  const arrives = ({ part, key, value }: Saying): boolean =>
    onPods.has(`${part} ${key}=${value}`) || (hasPlaceholder(value) && onPods.has(`${part} ${key}`));
  const isGang = GANGS.has(kindKey(groupKindOf(owner)));
  const unless = controllerOf(owner.apiVersion, owner.kind) === undefined ? ', unless its operator copies it' : '';
  const places = metadataWithin(owner).filter(({ path }) => !(isGang && path === ''));
  return places.flatMap(({ path, metadata }) =>
    sayingsOf(metadata)
      .filter((saying) => REQUESTS.has(saying.key) && !arrives(saying))
      .map(({ key }) => {
        const belongs = BELONGS.get(owner.kind) ?? 'the metadata of the pod template';
        return `${key} on ${placeOf(owner, path)} reaches none of its pods${unless}; it belongs in ${belongs}`;
      }),
  );
}

function placeOf(owner: Controlled, path: string): string {
  if (path === '') {
    return titleOf(owner);
  }
  return path === 'spec.template' ? `the template of ${titleOf(owner)}` : `${path} of ${titleOf(owner)}`;
}

const sayingsOfPod = (pod: PodJson): readonly string[] =>
  sayingsOf({ labels: labelsOf(pod), annotations: annotationsOf(pod) }).flatMap(({ part, key, value }) => [
    `${part} ${key}=${value}`,
    `${part} ${key}`,
  ]);

function sayingsOf(metadata: Readonly<Record<string, unknown>>): readonly Saying[] {
  const entries = (part: Saying['part'], map: unknown): readonly Saying[] =>
    Object.entries(stringMap.safeParse(map).data ?? {}).map(([key, value]) => ({ part, key, value }));
  return [...entries('label', metadata['labels']), ...entries('annotation', metadata['annotations'])];
}

/** Every `metadata` in an object, with the path of what it belongs to. */
function metadataWithin(owner: Controlled) {
  const found: { path: string; metadata: Readonly<Record<string, unknown>> }[] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        visit(item, `${path}[${index}]`);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        if (key === 'metadata' && typeof item === 'object' && item !== null) {
          found.push({ path, metadata: item });
        } else {
          visit(item, path === '' ? key : `${path}.${key}`);
        }
      }
    }
  };
  visit(owner, '');
  return found;
}
