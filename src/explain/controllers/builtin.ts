import * as z from 'zod';
import { metadataSchema, templateSchema } from '../../manifests/schemas.ts';
import { parseAt } from '../../manifests/shape.ts';
import { type Controller, childMetadata, nameOf, podOfTemplate } from './controlled.ts';

const withTemplate = z.looseObject({ template: templateSchema });

const cronJobSpec = z.looseObject({
  jobTemplate: z.looseObject({ metadata: metadataSchema.nullish(), spec: z.unknown().optional() }),
});

export const job: Controller = (owner) => {
  const name = nameOf(owner);
  return [
    podOfTemplate(owner, parseAt(withTemplate, owner.spec, 'spec').template, {
      generateName: `${name}-`,
      labels: { 'batch.kubernetes.io/job-name': name, 'job-name': name },
    }),
  ];
};

export const cronJob: Controller = (owner) => {
  const { jobTemplate } = parseAt(cronJobSpec, owner.spec, 'spec');
  const { labels, annotations } = jobTemplate.metadata ?? {};
  const metadata = childMetadata(owner, {
    name: `${nameOf(owner)}-1`,
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
  });
  return [{ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: jobTemplate.spec }];
};

export const deployment: Controller = (owner) => [
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: childMetadata(owner, {
      name: `${nameOf(owner)}-5d4f8c7b9`,
      labels: { 'pod-template-hash': '5d4f8c7b9' },
    }),
    spec: owner.spec,
  },
];

export const replicaSet: Controller = (owner) => [
  podOfTemplate(owner, parseAt(withTemplate, owner.spec, 'spec').template, {
    generateName: `${nameOf(owner)}-`,
    ...(owner.metadata.labels?.['pod-template-hash']
      ? { labels: { 'pod-template-hash': owner.metadata.labels['pod-template-hash'] } }
      : {}),
  }),
];

export const daemonSet: Controller = (owner) => [
  podOfTemplate(owner, parseAt(withTemplate, owner.spec, 'spec').template, { generateName: `${nameOf(owner)}-` }),
];

export const statefulSet: Controller = (owner) => {
  const name = nameOf(owner);
  return [
    podOfTemplate(owner, parseAt(withTemplate, owner.spec, 'spec').template, {
      name: `${name}-0`,
      generateName: `${name}-`,
      labels: { 'apps.kubernetes.io/pod-index': '0', 'statefulset.kubernetes.io/pod-name': `${name}-0` },
    }),
  ];
};

/** The PodTemplate object itself holds the template, not its spec. */
export const podTemplate: Controller = (owner) => [
  podOfTemplate(owner, parseAt(templateSchema, owner['template'], 'template'), { generateName: `${nameOf(owner)}-` }),
];
