import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from './api.ts';
import { ApiError, create, read } from './api.ts';
import type { Cluster } from './control-plane.ts';
import type { GroupName } from './program-groups.ts';
import { crdFiles } from './programs.ts';
import { waitFor } from './wait.ts';

interface Crd extends Manifest {
  status?: { conditions?: { type: string; status: string }[] };
}

/** Installs a program group's CustomResourceDefinitions and waits until the API server serves them. */
export async function installCrds(cluster: Cluster, group: GroupName): Promise<void> {
  const crds = (await crdFiles(group))
    .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Crd | null))
    .filter((document) => document?.kind === 'CustomResourceDefinition')
    .map((crd) => withoutDescriptions(crd) as Crd);
  await Promise.all(crds.map((crd) => createUnlessThere(cluster, crd)));
  for (const crd of crds) {
    await waitFor(`the CRD ${crd.metadata.name ?? ''} to be served`, async (saw) => {
      const conditions = (await read<Crd>(cluster.kubeConfig, crd))?.status?.conditions;
      saw(conditions);
      return conditions?.some(({ type, status }) => type === 'Established' && status === 'True');
    });
  }
}

// Plainly created, not applied: server-side apply of a megabyte of schema costs the API server many seconds.
async function createUnlessThere(cluster: Cluster, crd: Crd): Promise<void> {
  try {
    await create(cluster.kubeConfig, crd);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 409) throw error;
  }
}

// Schemas that embed a pod template are mostly prose, which validates nothing and takes long to load. A property
// that happens to be called "description" is an object, not a string, and stays.
function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== 'description' || typeof inner !== 'string')
      .map(([key, inner]) => [key, withoutDescriptions(inner)]),
  );
}
