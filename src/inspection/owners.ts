import { type ObjectReader, objectIn, objectsOf, rootOf } from '../cluster-reading/object-reader.ts';
import { failed, type Reading, valueIn } from '../cluster-reading/reading.ts';
import type { OwnerReference, PodJson } from '../decision/pod/pod.ts';
import type { Owner } from '../pod-report/story.ts';
import { ownedSchema, resourceListSchema } from './shapes.ts';
import { whyNot } from './words.ts';

/** Longer chains of owners than any controller makes. */
const MOST_OWNERS = 10;

export interface OwnersFound {
  /** The nearest first. */
  readonly owners: readonly Owner[];
  readonly notes: readonly string[];
}

/** Follows a pod's owners upwards, as far as they are there and may be read. */
export async function readOwners(reader: ObjectReader, namespace: string, pod: PodJson): Promise<OwnersFound> {
  const owners: Owner[] = [];
  let next = controllerAmong(pod.metadata.ownerReferences);
  while (next !== undefined && owners.length < MOST_OWNERS) {
    const { kind, name } = next;
    const looked = await readOwner(reader, namespace, next);
    if (looked.kind !== 'read') {
      const why = looked.kind === 'missing' ? `${kind} ${name} does not exist any more` : whyNot(looked);
      return { owners: [...owners, { kind, name, labels: undefined }], notes: [`${why}; what owns it is not known`] };
    }
    owners.push({ kind, name, labels: looked.value.metadata.labels ?? {} });
    next = controllerAmong(looked.value.metadata.ownerReferences);
  }
  return { owners, notes: [] };
}

/** The one that manages it; KAI's podgrouper takes the first. */
const controllerAmong = (owners: readonly Reference[] | null | undefined): Reference | undefined =>
  owners?.find(({ controller }) => controller === true) ?? owners?.[0];

type Reference = Pick<OwnerReference, 'apiVersion' | 'kind' | 'name' | 'controller'>;

async function readOwner(
  reader: ObjectReader,
  namespace: string,
  { apiVersion, kind, name }: Reference,
): Promise<Reading<ReturnType<typeof ownedSchema.parse>>> {
  const path = rootOf(apiVersion);
  const kinds = await reader.get({ group: '', resource: path, path }, resourceListSchema, `${kind} ${name}`);
  const resource = valueIn(kinds)?.resources.find((one) => one.kind === kind && !one.name.includes('/'));
  if (resource === undefined) {
    return failed(`the cluster serves no ${kind} in ${apiVersion}`);
  }
  const objects = objectsOf(apiVersion, resource.name, resource.namespaced ? namespace : undefined);
  return reader.get(objectIn(objects, name), ownedSchema, `${kind} ${name}`);
}
