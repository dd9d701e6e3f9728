import * as z from 'zod';
import { templateSchema } from '../../manifests/schemas.ts';
import { parseAt } from '../../manifests/shape.ts';
import { type Controller, childMetadata, nameOf } from './controlled.ts';

const notebookSpec = z.looseObject({ template: templateSchema });

/**
 * Kubeflow's notebook-controller: a StatefulSet of the same name, with the Notebook's labels on its pods, and since
 * Kubeflow 1.8 its annotations too, but for those whose key speaks of kubectl or notebooks.
 */
export const notebook: Controller = (owner) => {
  const name = nameOf(owner);
  const { template } = parseAt(notebookSpec, owner.spec, 'spec');
  const annotations = Object.entries(owner.metadata.annotations ?? {}).filter(([key]) => !/kubectl|notebook/.test(key));
  const [first, ...others] = template.spec.containers;
  const prefix = { name: 'NB_PREFIX', value: `/notebook/${owner.metadata.namespace ?? 'default'}/${name}` };
  const containers = first === undefined ? [] : [{ ...first, env: [...(first.env ?? []), prefix] }, ...others];
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: childMetadata(owner, { name }),
      spec: {
        template: {
          metadata: {
            labels: { statefulset: name, 'notebook-name': name, ...owner.metadata.labels },
            annotations: Object.fromEntries(annotations),
          },
          spec: { ...template.spec, containers },
        },
      },
    },
  ];
};
