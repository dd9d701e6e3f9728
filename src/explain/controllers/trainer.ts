import * as z from 'zod';
import { TRAINER } from '../../manifests/kubernetes-kinds.ts';
import { metadataSchema } from '../../manifests/schemas.ts';
import { parseAt } from '../../manifests/shape.ts';
import { type Controller, childMetadata, nameOf, titleOf } from './controlled.ts';
import { mergeStrategically } from './strategic-merge.ts';

const trainJobSpec = z.looseObject({
  runtimeRef: z.looseObject({ name: z.string().nullish(), kind: z.string().nullish() }).nullish(),
  trainer: z
    .looseObject({ env: z.array(z.unknown()).nullish(), resourcesPerNode: z.looseObject({}).nullish() })
    .nullish(),
  runtimePatches: z.array(z.unknown()).nullish(),
  podTemplateOverrides: z.array(z.unknown()).nullish(),
});

const runtimeSpec = z.looseObject({
  template: z.looseObject({
    metadata: metadataSchema.nullish(),
    spec: z.looseObject({ replicatedJobs: z.array(z.looseObject({ name: z.string().nullish() })) }),
  }),
});

/** The replicated job that trains, and its container. */
const TRAINER_NODE = 'node';

/** Kubeflow Trainer makes a JobSet of the runtime that a TrainJob refers to, with what the job says of its own trainer. */
export const trainJob: Controller = (owner, { find, note }) => {
  const { runtimeRef, trainer, runtimePatches, podTemplateOverrides } = parseAt(trainJobSpec, owner.spec, 'spec');
  const name = runtimeRef?.name ?? '';
  const kind = runtimeRef?.kind ?? 'ClusterTrainingRuntime';
  const namespace = kind === 'TrainingRuntime' ? (owner.metadata.namespace ?? undefined) : undefined;
  const runtime = find({ group: TRAINER, kind }, namespace, name);
  if (runtime === undefined) {
    note(
      `the pods of ${titleOf(owner)} come from ${kind} ${name}, which is not given: give it with -f, or explain one of its pods instead`,
    );
    return [];
  }
  if ((runtimePatches ?? podTemplateOverrides ?? []).length > 0) {
    note(`${titleOf(owner)} patches its runtime; it is explained without these patches`);
  }
  const { template } = parseAt(runtimeSpec, runtime['spec'], 'spec');
  const node = trainer && {
    name: TRAINER_NODE,
    ...(trainer.env ? { env: trainer.env } : {}),
    ...(trainer.resourcesPerNode ? { resources: trainer.resourcesPerNode } : {}),
  };
  const replicatedJobs = template.spec.replicatedJobs.map((job) =>
    node && job.name === TRAINER_NODE
      ? mergeStrategically(job, { template: { spec: { template: { spec: { containers: [node] } } } } })
      : job,
  );
  const { labels, annotations } = template.metadata ?? {};
  return [
    {
      apiVersion: 'jobset.x-k8s.io/v1alpha2',
      kind: 'JobSet',
      metadata: childMetadata(owner, {
        name: nameOf(owner),
        labels: { ...labels, ...owner.metadata.labels },
        annotations: { ...annotations, ...owner.metadata.annotations },
      }),
      spec: { ...template.spec, replicatedJobs },
    },
  ];
};
