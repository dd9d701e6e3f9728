import { type ApiError, asApiError, ClusterError } from '../cluster/api-error.ts';
import type { ApiClient } from '../cluster/client.ts';
import { Discovery, type ServedResource } from '../cluster/discovery.ts';
import { listAll } from '../cluster/list.ts';
import { oneLine } from '../decision/values/text.ts';
import { describeIssue } from '../manifests/shape.ts';
import { CRD_KINDS, NAMESPACES } from './from-cluster.ts';
import type { SurroundingsStore } from './store.ts';

/**
 * Fills the store with what a cluster has now, once.
 *
 * @returns the objects that could not be read and are left out; for messages
 * @throws ClusterError with a sentence that says what to do
 */
export async function readCluster(
  client: ApiClient,
  store: SurroundingsStore,
  pageSize: number,
): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const served = await explained(client, 'the list of kinds', () => new Discovery(client, CRD_KINDS).look(signal));
  const passedOver: string[] = [];
  for (const resource of [NAMESPACES, ...served.values()]) {
    const replacement = store.replacement(resource);
    await explained(client, describe(resource), () =>
      listAll(client, resource, pageSize, signal, (objects) => {
        for (const { kind, namespace, name, error } of replacement.add(objects)) {
          passedOver.push(`${kind} ${namespace}/${name} in the cluster: ${describeIssue(error)}; it is passed over`);
        }
      }),
    );
    replacement.finish();
  }
  return passedOver;
}

const describe = ({ resource, group }: ServedResource): string => (group === '' ? resource : `${resource}.${group}`);

async function explained<T>(client: ApiClient, what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const problem = asApiError(error);
    throw new ClusterError(`cluster ${client.server}: ${what}: ${sentence(what, problem)}`);
  }
}

function sentence(what: string, { problem, message }: ApiError): string {
  switch (problem) {
    case 'forbidden':
      return `you may not list ${what} in all namespaces; ask for it (docs/watches.md has the ClusterRole), or give files with --namespace-manifest instead of --cluster`;
    case 'credentials':
      return `the kubeconfig gives no credentials that can be used (${oneLine(message)}); correct it, or choose another --context`;
    case 'unauthorized':
      return `the kubeconfig's credentials were not accepted (${message}); log in again, or choose another --context`;
    case 'unreachable':
      return `the API server cannot be reached (${message}); choose another --context or --kubeconfig, or give files with --namespace-manifest instead of --cluster`;
    default:
      return `${message}; try again, or give files with --namespace-manifest instead of --cluster`;
  }
}
