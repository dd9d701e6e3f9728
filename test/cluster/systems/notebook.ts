import type { Manifest } from '../api.ts';

const environment = (project: string, fraction?: string): { name: string; value: string }[] => [
  { name: 'RUNAI_PROJECT', value: project },
  ...(fraction === undefined ? [] : [{ name: 'RUNAI_GPU_FRACTION', value: fraction }]),
];

/** A PodDefault that a notebook picks by the label of its name. */
export function podDefault(namespace: string, name: string, project: string, fraction?: string): Manifest {
  return {
    apiVersion: 'kubeflow.org/v1alpha1',
    kind: 'PodDefault',
    metadata: { name, namespace },
    spec: {
      desc: `GPU scheduler, ${fraction ?? 'whole GPUs'}`,
      selector: { matchLabels: { [name]: 'true' } },
      env: environment(project, fraction),
    },
  };
}

function podSpec(name: string, gpus?: number): { containers: Record<string, unknown>[]; volumes: object[] } {
  return {
    containers: [
      {
        name,
        image: 'example.com/jupyter',
        resources: {
          requests: { cpu: '0.5', memory: '1Gi' },
          limits: { cpu: '0.6', memory: '1.2Gi', ...(gpus !== undefined && { 'nvidia.com/gpu': gpus }) },
        },
        volumeMounts: [{ name: 'dshm', mountPath: '/dev/shm' }],
      },
    ],
    volumes: [{ name: 'dshm', emptyDir: { medium: 'Memory' } }],
  };
}

/** A Notebook as Kubeflow's form makes it, with one configuration ticked. */
export function notebook(name: string, configuration: string, gpus?: number): Manifest {
  return {
    apiVersion: 'kubeflow.org/v1',
    kind: 'Notebook',
    metadata: { name, labels: { app: name, [configuration]: 'true' } },
    spec: { template: { spec: podSpec(name, gpus) } },
  };
}

/**
 * The StatefulSet that notebook-controller makes of a Notebook (kubeflow/kubeflow v1.10.0,
 * components/notebook-controller/controllers/notebook_controller.go, generateStatefulSet), for machines without it.
 */
export function statefulSetOf({ metadata, spec }: Manifest): Manifest {
  const name = metadata.name ?? '';
  const { containers, ...rest } = structuredClone(
    (spec as { template: { spec: ReturnType<typeof podSpec> } }).template.spec,
  );
  const labels = { statefulset: name, 'notebook-name': name, ...metadata.labels };
  const [first, ...others] = containers;
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: { statefulset: name } },
      template: {
        metadata: { labels },
        spec: {
          ...rest,
          securityContext: { fsGroup: 100 },
          containers: [
            {
              ...first,
              workingDir: '/home/jovyan',
              ports: [{ containerPort: 8888, name: 'notebook-port', protocol: 'TCP' }],
              env: [{ name: 'NB_PREFIX', value: `/notebook/${metadata.namespace ?? ''}/${name}` }],
            },
            ...others,
          ],
        },
      },
    },
  };
}
