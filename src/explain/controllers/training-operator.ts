import * as z from 'zod';
import { TRAINING_JOB_REPLICAS, type TrainingJobKind } from '../../manifests/kubernetes-kinds.ts';
import { templateSchema } from '../../manifests/schemas.ts';
import { parseAt } from '../../manifests/shape.ts';
import { type Controller, nameOf, podOfTemplate } from './controlled.ts';

const replicaSpecs = z.record(z.string(), z.looseObject({ template: templateSchema }));

/** The replicas of a job, by their types. */
export function replicasOf(kind: TrainingJobKind, spec: unknown): z.output<typeof replicaSpecs> {
  const field = TRAINING_JOB_REPLICAS[kind];
  return parseAt(replicaSpecs, parseAt(z.looseObject({}), spec, 'spec')[field] ?? {}, 'spec', field);
}

/** Kubeflow's training-operator: one pod for each replica, named `<job>-<type>-<index>`. */
export const trainingJob =
  (kind: TrainingJobKind): Controller =>
  (owner) => {
    const name = nameOf(owner);
    return Object.entries(replicasOf(kind, owner.spec)).map(([type, { template }]) =>
      podOfTemplate(owner, template, {
        name: `${name}-${type.toLowerCase()}-0`,
        labels: {
          'training.kubeflow.org/job-name': name,
          'training.kubeflow.org/operator-name': `${kind.toLowerCase()}-controller`,
          'training.kubeflow.org/replica-index': '0',
          'training.kubeflow.org/replica-type': type.toLowerCase(),
        },
      }),
    );
  };
