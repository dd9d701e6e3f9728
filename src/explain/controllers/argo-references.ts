import * as z from 'zod';
import type { KubernetesDocument } from '../../manifests/documents.ts';
import { ARGO } from '../../manifests/kubernetes-kinds.ts';
import { type Controlled, type ControllerContext, titleOf } from './controlled.ts';

export const templateReference = z.looseObject({
  name: z.string().nullish(),
  template: z.string().nullish(),
  clusterScope: z.boolean().nullish(),
});

const withReference = z.looseObject({ workflowTemplateRef: templateReference.nullish() });

const partialSpec = z.looseObject({
  arguments: z.looseObject({ parameters: z.array(z.looseObject({ name: z.string() })).nullish() }).nullish(),
  podMetadata: z.looseObject({ labels: z.unknown().optional(), annotations: z.unknown().optional() }).nullish(),
});

/** A kind and a name, as messages call what is referred to. */
export const referenceTitle = ({ name, clusterScope }: z.output<typeof templateReference>): string =>
  `${clusterScope ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate'} ${name ?? ''}`;

/** The template that a reference leads to, if it was given. */
export function findTemplate(
  reference: z.output<typeof templateReference>,
  owner: Controlled,
  { find }: ControllerContext,
): KubernetesDocument | undefined {
  const { name, clusterScope } = reference;
  return clusterScope
    ? find({ group: ARGO, kind: 'ClusterWorkflowTemplate' }, undefined, name ?? '')
    : find({ group: ARGO, kind: 'WorkflowTemplate' }, owner.metadata.namespace ?? undefined, name ?? '');
}

/** A workflow's own spec, and the one that it runs by. */
export interface WorkflowSpecs {
  readonly own: unknown;
  readonly effective: unknown;
}

/**
 * The spec of a workflow together with that of the template that it refers to: what the workflow says itself comes on top,
 * its arguments one by one.
 */
export function resolveSpec(owner: Controlled, context: ControllerContext): WorkflowSpecs {
  const own = owner.spec ?? {};
  const reference = withReference.safeParse(own).data?.workflowTemplateRef;
  if (!reference) {
    return { own, effective: own };
  }
  const template = findTemplate(reference, owner, context);
  if (template === undefined) {
    context.note(`${titleOf(owner)} runs ${referenceTitle(reference)}, which is not given: give it with -f`);
    // What it would start with stands in there, and so cannot be missed here too.
    return { own, effective: { ...own, entrypoint: undefined, onExit: undefined, hooks: undefined } };
  }
  const mine = partialSpec.parse(own);
  const theirs = partialSpec.parse(template['spec'] ?? {});
  const given = mine.arguments?.parameters ?? [];
  const names = new Set(given.map(({ name }) => name));
  const parameters = [...(theirs.arguments?.parameters ?? []).filter(({ name }) => !names.has(name)), ...given];
  return {
    own,
    effective: {
      ...theirs,
      ...mine,
      arguments: { ...theirs.arguments, ...mine.arguments, parameters },
      podMetadata: {
        labels: { ...Object(theirs.podMetadata?.labels), ...Object(mine.podMetadata?.labels) },
        annotations: { ...Object(theirs.podMetadata?.annotations), ...Object(mine.podMetadata?.annotations) },
      },
    },
  };
}
