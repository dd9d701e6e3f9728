import type { Surroundings } from '../../decision/known/surroundings.ts';
import type { Explained } from '../explanation.ts';

/** Systems whose forms and SDKs put the request into a PodDefault, and only its label on the pod. */
const LIVE_BY_POD_DEFAULTS = /^(?:notebook|kfp|tfx)/;

/** What to say where a pod asks for nothing, most likely because its PodDefault was not given. */
export function missingPodDefaults(explained: readonly Explained[], surroundings: Surroundings): readonly string[] {
  const namespaces = explained
    .map(({ explanation }) => explanation)
    .filter(({ reason, workload }) => reason === 'nothing-asked' && LIVE_BY_POD_DEFAULTS.test(workload ?? ''))
    .map(({ namespace }) => namespace)
    .filter((namespace) => surroundings.podDefaults(namespace).length === 0);
  return [...new Set(namespaces)].map(
    (namespace) =>
      `no PodDefault of namespace ${namespace} is given, and notebooks and pipelines often get their project and GPU share from one: add it with -f or --namespace-manifest (kubectl get poddefaults -n ${namespace} -o yaml)`,
  );
}
