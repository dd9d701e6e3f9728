import { isMap } from '../../decision/values/map.ts';
import { type PodSpec, podSpecSchema } from '../../manifests/schemas.ts';
import { parseYaml } from '../../manifests/yaml.ts';
import type { ControllerContext } from './controlled.ts';
import { hasPlaceholder, replacePlaceholders } from './placeholder.ts';
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
  const [document, ...others] = parseYaml(replacePlaceholders(patch, () => UNKNOWN));
  if (unknown && (document?.ok !== true || !isMap(document.value))) {
    note(`the podSpecPatch of ${title} is made by the running workflow; it is explained without it`);
    return spec;
  }
  if (document?.ok !== true || others.length > 0) {
    const problem = document?.ok === false ? `: ${document.problem}` : '';
    note(`the podSpecPatch of ${title} cannot be read${problem}; it is explained without it`);
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

/**
 * Stands for what is still to be filled in, so that the rest of a patch can be read: Argo fills in the text before it reads
 * it, and braces would mean maps. One character for private use, which is a value of its own in JSON's place of a number.
 */
const UNKNOWN = '\ue000';

const isUnknown = (value: unknown): boolean => typeof value === 'string' && value.includes(UNKNOWN);

/** A patch without the fields whose values are still to be filled in. */
function withoutUnknown(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => !isUnknown(item)).map(withoutUnknown);
  }
  if (!isMap(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !isUnknown(key) && !isUnknown(item))
      .map(([key, item]) => [key, withoutUnknown(item)]),
  );
}
