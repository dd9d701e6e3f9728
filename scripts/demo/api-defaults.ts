import type { PodJson } from '../../src/decision/pod/pod.ts';

/**
 * What the API server fills in before it asks a webhook: fields that nobody has to write, requests out of limits, and
 * quantities as text. So what is sent here is what a webhook in a cluster gets.
 */
export function asApiServerSends({ metadata, spec }: PodJson, namespace: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, namespace, creationTimestamp: null },
    spec: {
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      restartPolicy: 'Always',
      securityContext: {},
      serviceAccountName: 'default',
      terminationGracePeriodSeconds: 30,
      ...spec,
      schedulerName: spec.schedulerName || 'default-scheduler',
      containers: spec.containers.map(withDefaults),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map(withDefaults) } : {}),
    },
    status: {},
  };
}

type Container = PodJson['spec']['containers'][number];
type Quantities = Readonly<Record<string, string | number | null>>;

function withDefaults(container: Container) {
  const { limits, requests } = container.resources ?? {};
  return {
    imagePullPolicy: 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...container,
    resources: {
      ...(limits ? { limits: asText(limits) } : {}),
      ...(limits || requests ? { requests: asText({ ...limits, ...requests }) } : {}),
    },
  };
}

const asText = (quantities: Quantities): Record<string, string> =>
  Object.fromEntries(Object.entries(quantities).map(([resource, quantity]) => [resource, String(quantity ?? 0)]));
