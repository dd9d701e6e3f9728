import * as z from 'zod';
import type { KubernetesDocument } from '../../manifests/documents.ts';
import { type PodTemplate, templateSchema } from '../../manifests/schemas.ts';
import { parseAt } from '../../manifests/shape.ts';
import { type Controlled, type Controller, childMetadata, nameOf, podOfTemplate } from './controlled.ts';

const leaderWorkerSetSpec = z.looseObject({
  leaderWorkerTemplate: z.looseObject({
    size: z.number().nullish(),
    leaderTemplate: templateSchema.nullish(),
    workerTemplate: templateSchema,
  }),
});

/**
 * LeaderWorkerSet: groups of a leader and its workers. The leaders are the pods of a StatefulSet `NAME`; each leader owns
 * another one of its own name, whose pods are its workers. The first group is shown, with one worker.
 */
export const leaderWorkerSet: Controller = (owner) => {
  const { size, leaderTemplate, workerTemplate } = parseAt(
    leaderWorkerSetSpec,
    owner.spec,
    'spec',
  ).leaderWorkerTemplate;
  const members = size ?? 1;
  const name = nameOf(owner);
  const leader = member(statefulSet(owner, name), leaderTemplate ?? workerTemplate, members, 0, name);
  return members > 1 ? [leader, member(statefulSet(owner, `${name}-0`), workerTemplate, members, 1, name)] : [leader];
};

function member(
  set: Controlled,
  template: PodTemplate,
  size: number,
  index: number,
  setName: string,
): KubernetesDocument {
  const pod = `${nameOf(set)}-${index}`;
  return podOfTemplate(set, template, {
    name: pod,
    generateName: `${nameOf(set)}-`,
    labels: {
      'apps.kubernetes.io/pod-index': String(index),
      'leaderworkerset.sigs.k8s.io/group-index': '0',
      'leaderworkerset.sigs.k8s.io/name': setName,
      'leaderworkerset.sigs.k8s.io/worker-index': String(index),
      'statefulset.kubernetes.io/pod-name': pod,
    },
    annotations: {
      'leaderworkerset.sigs.k8s.io/size': String(size),
      ...(index > 0 ? { 'leaderworkerset.sigs.k8s.io/leader-name': nameOf(set) } : {}),
    },
  });
}

const statefulSet = (owner: Controlled, name: string): Controlled => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: childMetadata(owner, { name }),
});
