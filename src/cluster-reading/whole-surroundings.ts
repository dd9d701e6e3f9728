import { type ApiError, ClusterError } from '../cluster/api-error.ts';
import type { ApiClient } from '../cluster/client.ts';
import { oneLine } from '../decision/values/text.ts';
import { describeIssue } from '../manifests/shape.ts';
import { CRD_KINDS, NAMESPACES } from '../surroundings/from-cluster.ts';
import type { SurroundingsStore, UnreadableObject } from '../surroundings/store.ts';
import { readKinds } from './kinds.ts';
import { ObjectReader } from './object-reader.ts';
import { valueIn } from './reading.ts';
import { fillStore } from './surroundings.ts';

/**
 * Fills the store with what a cluster has now, once, and with nothing less: whoever asks for a cluster wants no guess.
 *
 * @returns the objects that could not be read and are left out; for messages
 * @throws ClusterError with a sentence that says what to do
 */
export async function readCluster(client: ApiClient, store: SurroundingsStore): Promise<readonly string[]> {
  const reader = new ObjectReader(client, {
    giveUp: (problem, what) => new ClusterError(`cluster ${client.server}: ${what}: ${sentence(what, problem)}`),
  });
  const served = valueIn(await readKinds(reader, CRD_KINDS));
  const passedOver: string[] = [];
  const onUnreadable = ({ kind, namespace, name, error }: UnreadableObject): void => {
    passedOver.push(`${kind} ${namespace}/${name} in the cluster: ${describeIssue(error)}; it is passed over`);
  };
  for (const resource of [NAMESPACES, ...(served?.values() ?? [])]) {
    await fillStore(reader, store, resource, { onUnreadable });
  }
  return passedOver;
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
