import { apply } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';

export interface PolicyInNamespace {
  readonly kind: 'ValidatingAdmissionPolicy' | 'MutatingAdmissionPolicy';
  /** Of the policy, its binding and the namespace. */
  readonly name: string;
  /** What it is asked about when created, such as `pods`. */
  readonly resource: string;
  /** The rest of the policy. */
  readonly spec: object;
  /** The rest of the binding. */
  readonly binding?: object;
  /** Of the namespace. */
  readonly labels?: Record<string, string>;
}

/** Installs a policy on new objects of a namespace of its own, which is made too. */
export async function installPolicy(
  cluster: Cluster,
  { kind, name, resource, spec, binding = {}, labels = {} }: PolicyInNamespace,
): Promise<void> {
  await ensureNamespace(cluster, name, { labels });
  const apiVersion = 'admissionregistration.k8s.io/v1';
  await apply(
    cluster.kubeConfig,
    {
      apiVersion,
      kind,
      metadata: { name },
      spec: {
        matchConstraints: {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: [resource] }],
        },
        ...spec,
      },
    },
    { apiVersion, kind: `${kind}Binding`, metadata: { name }, spec: { policyName: name, ...binding } },
  );
}
