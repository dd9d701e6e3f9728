import type { OwnerReference, PodJson } from '../decision/pod/pod.ts';
import type { Looked, Owner } from '../pod-report/story.ts';
import type { ClusterReader } from './reader.ts';
import { ownedSchema, resourceListSchema } from './shapes.ts';

/** Longer chains of owners than any controller makes. */
const MOST_OWNERS = 10;

export interface OwnersFound {
  /** The nearest first. */
  readonly owners: readonly Owner[];
  readonly notes: readonly string[];
}

/** Follows a pod's owners upwards, as far as they are there and may be read. */
export async function readOwners(reader: ClusterReader, namespace: string, pod: PodJson): Promise<OwnersFound> {
  const owners: Owner[] = [];
  let next = controllerAmong(pod.metadata.ownerReferences);
  while (next !== undefined && owners.length < MOST_OWNERS) {
    const { kind, name } = next;
    const looked = await readOwner(reader, namespace, next);
    if (looked.kind !== 'found') {
      const why = looked.kind === 'missing' ? `${kind} ${name} does not exist any more` : looked.why;
      return { owners: [...owners, { kind, name, labels: undefined }], notes: [`${why}; what owns it is not known`] };
    }
    owners.push({ kind, name, labels: looked.object.metadata.labels ?? {} });
    next = controllerAmong(looked.object.metadata.ownerReferences);
  }
  return { owners, notes: [] };
}

/** The one that manages it; KAI's podgrouper takes the first. */
const controllerAmong = (owners: readonly Reference[] | null | undefined): Reference | undefined =>
  owners?.find(({ controller }) => controller === true) ?? owners?.[0];

type Reference = Pick<OwnerReference, 'apiVersion' | 'kind' | 'name' | 'controller'>;

async function readOwner(
  reader: ClusterReader,
  namespace: string,
  { apiVersion, kind, name }: Reference,
): Promise<Looked<ReturnType<typeof ownedSchema.parse>>> {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const kinds = await reader.look(root, resourceListSchema, `${kind} ${name}`);
  const resource =
    kinds.kind === 'found'
      ? kinds.object.resources.find((one) => one.kind === kind && !one.name.includes('/'))
      : undefined;
  if (resource === undefined) {
    return { kind: 'unreadable', why: `the cluster serves no ${kind} in ${apiVersion}` };
  }
  const within = resource.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return reader.look(`${root}${within}/${resource.name}/${encodeURIComponent(name)}`, ownedSchema, `${kind} ${name}`);
}
