import { z } from 'zod';
import type { TemplateJson } from '../decision/gang-owner.ts';
import { apiGroupOf } from '../decision/pod.ts';
import { podTemplate } from '../manifests/schemas.ts';
import { parseAt } from '../manifests/shape.ts';

const templated = z.looseObject({ template: podTemplate });

const rayCluster = z.looseObject({
  headGroupSpec: templated.nullish(),
  workerGroupSpecs: z.array(templated).nullish(),
});

const jobSet = z.looseObject({
  replicatedJobs: z.array(z.looseObject({ template: z.looseObject({ spec: templated }) })).nullish(),
});

/** training-operator keeps its replicas under `pytorchReplicaSpecs`, `tfReplicaSpecs` and so on. */
const REPLICA_SPECS = /^[a-z]+ReplicaSpecs$/i;
const replicaSpecs = z.record(z.string(), templated);

/** Pod templates of the owners of gangs, by API group and kind. */
const READERS: ReadonlyMap<string, (spec: unknown) => readonly TemplateJson[]> = new Map([
  [
    'ray.io/RayCluster',
    (spec) => {
      const { headGroupSpec, workerGroupSpecs } = parseAt(rayCluster, spec, 'spec');
      return [...(headGroupSpec ? [headGroupSpec] : []), ...(workerGroupSpecs ?? [])].map(({ template }) => template);
    },
  ],
  [
    'jobset.x-k8s.io/JobSet',
    (spec) => (parseAt(jobSet, spec, 'spec').replicatedJobs ?? []).map(({ template }) => template.spec.template),
  ],
  ...['PyTorchJob', 'TFJob', 'MPIJob', 'XGBoostJob', 'PaddleJob', 'JAXJob'].map(
    (kind) =>
      [
        `kubeflow.org/${kind}`,
        (spec: unknown) =>
          Object.entries(parseAt(z.looseObject({}), spec, 'spec'))
            .filter(([key]) => REPLICA_SPECS.test(key))
            .flatMap(([key, replicas]) => Object.values(parseAt(replicaSpecs, replicas ?? {}, 'spec', key)))
            .map(({ template }) => template),
      ] as const,
  ),
]);

/**
 * The pod templates of a gang's owner, or `undefined` for a kind that owns no gang.
 *
 * @throws z.ZodError where the spec does not have the kind's shape
 */
export function gangTemplates(apiVersion: string, kind: string, spec: unknown): readonly TemplateJson[] | undefined {
  return READERS.get(`${apiGroupOf(apiVersion)}/${kind}`)?.(spec ?? {});
}
