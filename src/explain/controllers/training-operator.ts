import { z } from 'zod';
import { parseAt } from '../../manifests/shape.ts';
import { type Controller, nameOf, podOfTemplate, templateSchema } from './controlled.ts';

const replicaSpecs = z.record(z.string(), z.looseObject({ template: templateSchema }));

/** Kubeflow's training-operator: one pod for each replica, named `<job>-<type>-<index>`. */
export const trainingJob: Controller = (owner) => {
  const name = nameOf(owner);
  const replicas = Object.entries(parseAt(z.looseObject({}), owner.spec, 'spec')).filter(([key]) =>
    key.endsWith('ReplicaSpecs'),
  );
  return replicas.flatMap(([key, specs]) =>
    Object.entries(parseAt(replicaSpecs, specs, 'spec', key)).map(([type, { template }]) =>
      podOfTemplate(owner, template, {
        name: `${name}-${type.toLowerCase()}-0`,
        labels: {
          'training.kubeflow.org/job-name': name,
          'training.kubeflow.org/operator-name': `${owner.kind.toLowerCase()}-controller`,
          'training.kubeflow.org/replica-index': '0',
          'training.kubeflow.org/replica-type': type.toLowerCase(),
        },
      }),
    ),
  );
};
