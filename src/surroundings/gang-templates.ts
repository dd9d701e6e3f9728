import * as z from 'zod';
import type { OwnerJson, TemplateJson } from '../decision/requests/gang-owner.ts';
import {
  type GroupKind,
  JOBSET,
  KUBEFLOW,
  kindKey,
  LEADER_WORKER_SET,
  RAY,
  TRAINING_JOB_KINDS,
  TRAINING_JOB_REPLICAS,
  type TrainingJobKind,
} from '../manifests/kubernetes-kinds.ts';
import { partialTemplateSchema } from '../manifests/schemas.ts';
import { parseAt } from '../manifests/shape.ts';

/** What an owner's spec says about its gang. */
export type GangTemplates = Pick<OwnerJson, 'templates' | 'hasLeaderTemplate'>;

type ReadTemplates = (spec: unknown) => GangTemplates;

const gang = (templates: readonly TemplateJson[]): GangTemplates => ({ templates, hasLeaderTemplate: false });

const templated = z.looseObject({ template: partialTemplateSchema });

const rayClusterSpec = z.looseObject({
  headGroupSpec: templated.nullish(),
  workerGroupSpecs: z.array(templated).nullish(),
});

const ofRayCluster: ReadTemplates = (spec) => {
  const { headGroupSpec, workerGroupSpecs } = parseAt(rayClusterSpec, spec, 'spec');
  return gang([...(headGroupSpec ? [headGroupSpec] : []), ...(workerGroupSpecs ?? [])].map(({ template }) => template));
};

const jobSetSpec = z.looseObject({
  replicatedJobs: z.array(z.looseObject({ template: z.looseObject({ spec: templated }) })).nullish(),
});

const ofJobSet: ReadTemplates = (spec) =>
  gang((parseAt(jobSetSpec, spec, 'spec').replicatedJobs ?? []).map(({ template }) => template.spec.template));

const replicaSpecs = z.record(z.string(), templated);

const ofTrainingJob =
  (kind: TrainingJobKind): ReadTemplates =>
  (spec) => {
    const field = TRAINING_JOB_REPLICAS[kind];
    const replicas = parseAt(z.looseObject({}), spec, 'spec')[field] ?? {};
    return gang(Object.values(parseAt(replicaSpecs, replicas, 'spec', field)).map(({ template }) => template));
  };

const leaderWorkerSetSpec = z.looseObject({
  leaderWorkerTemplate: z
    .looseObject({ leaderTemplate: partialTemplateSchema.nullish(), workerTemplate: partialTemplateSchema.nullish() })
    .nullish(),
});

const ofLeaderWorkerSet: ReadTemplates = (spec) => {
  const { leaderTemplate, workerTemplate } = parseAt(leaderWorkerSetSpec, spec, 'spec').leaderWorkerTemplate ?? {};
  const templates = [leaderTemplate, workerTemplate].flatMap((template) => (template ? [template] : []));
  return { templates, hasLeaderTemplate: Boolean(leaderTemplate) };
};

const READERS: readonly (readonly [GroupKind, ReadTemplates])[] = [
  [{ group: RAY, kind: 'RayCluster' }, ofRayCluster],
  [{ group: JOBSET, kind: 'JobSet' }, ofJobSet],
  [{ group: LEADER_WORKER_SET, kind: 'LeaderWorkerSet' }, ofLeaderWorkerSet],
  ...TRAINING_JOB_KINDS.map((kind) => [{ group: KUBEFLOW, kind }, ofTrainingJob(kind)] as const),
];

const READER_OF_KIND = new Map(READERS.map(([kind, read]) => [kindKey(kind), read]));

/** The kinds whose objects own gangs. */
export const GANG_KINDS: readonly GroupKind[] = READERS.map(([kind]) => kind);

/**
 * The pod templates of a gang's owner, or `undefined` for a kind that owns no gang.
 *
 * @throws z.ZodError where the spec does not have the kind's shape
 */
export const gangTemplates = (kind: GroupKind, spec: unknown): GangTemplates | undefined =>
  READER_OF_KIND.get(kindKey(kind))?.(spec ?? {});
