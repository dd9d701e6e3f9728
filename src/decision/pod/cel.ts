/*
 * A pod as CEL reads it, for the admission policy: inside the API server the same facts are told as expressions. An
 * expression stands beside the function of which it says the same, so that whoever changes one sees the other. All of
 * it is text, and constant; `test/cluster/unpatched/` compares the two on a real API server.
 */

/** A part of the pod by name, for expressions to read as `variables.<name>`; one knows only those before it. */
export interface CelVariable {
  readonly name: string;
  readonly expression: string;
}

export const POD_VARIABLES: readonly CelVariable[] = [
  { name: 'labels', expression: 'object.metadata.?labels.orValue({})' },
  { name: 'annotations', expression: 'object.metadata.?annotations.orValue({})' },
  { name: 'owners', expression: 'object.metadata.?ownerReferences.orValue([])' },
  { name: 'containers', expression: 'object.spec.containers' },
  { name: 'initContainers', expression: 'object.spec.?initContainers.orValue([])' },
];

/** A constant as a literal; of printable ASCII, as all of ours are, CEL's are those of JSON. */
export const literal = (constant: string | readonly string[]): string => JSON.stringify(constant);

export const hasLabel = (key: string): string => `${literal(key)} in variables.labels`;

/** What stands under a key, and nothing where it is not there. */
export const label = (key: string): string => `variables.labels[?${literal(key)}].orValue("")`;

export const labelIs = (key: string, value: string): string => `${label(key)} == ${literal(value)}`;

/** Whether one of these lists has a container of this name. */
export const hasContainer = (list: 'containers' | 'initContainers', name: string): string =>
  `variables.${list}.exists(container, container.name == ${literal(name)})`;

export const declares = (container: string, name: string): string =>
  `${container}.?env.orValue([]).exists(env, env.name == ${literal(name)})`;

/** As `ownerOfKind`. */
export const hasOwner = (group: string, kinds: Iterable<string>): string =>
  `variables.owners.exists(owner, owner.kind in ${literal([...kinds])} && owner.apiVersion.startsWith(${literal(`${group}/`)}))`;

/** Names of the regular containers that these lists of names hold, in the lists' order. As `containerNamed`. */
export const containersAmong = (...names: readonly string[]): string =>
  names
    .map((list) => `${list}.filter(name, variables.containers.exists(container, container.name == name))`)
    .join(' + ');

export const containersNamed = (...names: readonly string[]): string => containersAmong(literal(names));

/** Names of the regular containers that declare one of these variables; an earlier variable counts more. As `containerWithEnv`. */
export const containersWithEnv = (...names: readonly string[]): string =>
  names
    .map(
      (name) => `variables.containers.filter(container, ${declares('container', name)}).map(container, container.name)`,
    )
    .join(' + ');

export const any = (...conditions: readonly string[]): string => conditions.map((one) => `(${one})`).join(' || ');
