import * as z from 'zod';
import { metadataSchema, templateSchema } from '../../manifests/schemas.ts';
import { parseAt } from '../../manifests/shape.ts';
import { type Controller, childMetadata, nameOf } from './controlled.ts';

const jobSetSpec = z.looseObject({
  replicatedJobs: z.array(
    z.looseObject({
      name: z.string(),
      template: z.looseObject({
        metadata: metadataSchema.nullish(),
        spec: z.looseObject({ template: templateSchema }),
      }),
    }),
  ),
});

/** JobSet, which Kubeflow Trainer makes of a TrainJob: one Job for each replicated job, its labels on the pods. */
export const jobSet: Controller = (owner) => {
  const name = nameOf(owner);
  return parseAt(jobSetSpec, owner.spec, 'spec').replicatedJobs.map((replicated) => {
    const labels = {
      'jobset.sigs.k8s.io/jobset-name': name,
      'jobset.sigs.k8s.io/replicatedjob-name': replicated.name,
      'jobset.sigs.k8s.io/job-index': '0',
    };
    const { template, ...spec } = replicated.template.spec;
    const podMetadata = { ...template.metadata, labels: { ...template.metadata?.labels, ...labels } };
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: childMetadata(owner, { name: `${name}-${replicated.name}-0`, labels }),
      spec: { ...spec, template: { ...template, metadata: podMetadata } },
    };
  });
};
