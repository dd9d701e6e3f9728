import type { Manifest } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { clientConfig } from './webhook.ts';

/** Where KAI's admission listens and what it is called. */
export interface KaiAdmission {
  service: { namespace: string; name: string };
  port: number;
  mutatingName: string;
  schedulerName: string;
}

/** KAI's webhook configurations, as its operator writes them since v0.13. */
export async function kaiWebhookConfigurations(
  cluster: Cluster,
  { service, port, mutatingName, schedulerName }: KaiAdmission,
): Promise<Manifest[]> {
  const caBundle = cluster.authority.cert;
  const common = {
    name: `${service.name}.${service.namespace}.svc`,
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Fail',
    namespaceSelector: {
      matchExpressions: [
        { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', service.namespace] },
      ],
    },
    // Decides over the order of webhooks: one that this leaves out in the first round is not called in a second.
    matchConditions: [{ name: 'scheduler-name-match', expression: `object.spec.schedulerName == '${schedulerName}'` }],
  };
  const pods = { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], scope: 'Namespaced' };
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: mutatingName, labels: { app: service.name } },
      webhooks: [
        {
          ...common,
          clientConfig: await clientConfig(cluster, { port, path: '/mutate--v1-pod', caBundle, service }),
          rules: [{ ...pods, operations: ['CREATE'] }],
          reinvocationPolicy: 'IfNeeded',
        },
      ],
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'validating-kai-admission', labels: { app: service.name } },
      webhooks: [
        {
          ...common,
          clientConfig: await clientConfig(cluster, { port, path: '/validate--v1-pod', caBundle, service }),
          rules: [{ ...pods, operations: ['CREATE', 'UPDATE'] }],
        },
      ],
    },
  ];
}
