import { type PodSpec, podSpecSchema } from '../../manifests/schemas.ts';
import { parseYaml } from '../../manifests/yaml.ts';
import type { ControllerContext } from './controlled.ts';
import { hasPlaceholder } from './placeholder.ts';
import { mergeStrategically } from './strategic-merge.ts';

/**
 * Applies Argo's `podSpecPatch`, a strategic merge patch as a string of YAML or JSON. KFP v1 puts a GPU count there that is
 * a parameter. What only the running workflow knows is left out, and said.
 *
 * @param title of the template, for messages
 */
export function applyPodSpecPatch(
  spec: PodSpec,
  patch: string | null | undefined,
  title: string,
  { note }: ControllerContext,
): PodSpec {
  if (!patch) {
    return spec;
  }
  const unknown = hasPlaceholder(patch);
  const [document, ...others] = parseYaml(patch);
  if (document === undefined || others.length > 0 || !document.ok) {
    note(
      unknown
        ? `the podSpecPatch of ${title} is made by the running workflow; it is explained without it`
        : `the podSpecPatch of ${title} cannot be read${document?.ok === false ? `: ${document.problem}` : ''}`,
    );
    return spec;
  }
  if (unknown) {
    note(`the podSpecPatch of ${title} holds what only the running workflow knows; it is explained without that`);
  }
  const result = podSpecSchema.safeParse(mergeStrategically(spec, withoutUnknown(document.value)));
  if (!result.success) {
    note(`the podSpecPatch of ${title} does not make a pod of it; it is explained without it`);
    return spec;
  }
  return result.data;
}

/** A patch without the fields whose values are still to be filled in. */
function withoutUnknown(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => !(typeof item === 'string' && hasPlaceholder(item))).map(withoutUnknown);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !hasPlaceholder(key) && !(typeof item === 'string' && hasPlaceholder(item)))
      .map(([key, item]) => [key, withoutUnknown(item)]),
  );
}
