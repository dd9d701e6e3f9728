/** Where a value was said. Which kind of source wins over which stands in `requests/`. */
export type Source =
  | { readonly kind: 'annotation'; readonly name: string }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'env'; readonly name: string; readonly container: string }
  | { readonly kind: 'limit'; readonly resource: string; readonly container: string }
  | {
      readonly kind: 'pod-default';
      readonly podDefault: string;
      readonly part: 'annotation' | 'label' | 'env';
      readonly name: string;
    }
  | {
      readonly kind: 'gang-owner';
      /** Kind and name, such as `RayCluster demo`. */
      readonly owner: string;
      readonly part: 'annotation' | 'label' | 'template';
      readonly name: string;
    }
  | { readonly kind: 'namespace'; readonly label: string };

/** A value as somebody typed it, white space around it dropped, and where it stands. */
export interface SourcedValue {
  readonly value: string;
  readonly source: Source;
}

/** Where it stands, as a person would look for it on the object, such as `env RUNAI_PROJECT of container main`. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'annotation':
    case 'label':
      return `${source.kind} ${source.name}`;
    case 'env':
      return `env ${source.name} of container ${source.container}`;
    case 'limit':
      return `limit ${source.resource} of container ${source.container}`;
    case 'pod-default':
      return `${source.part} ${source.name} of PodDefault ${source.podDefault}`;
    case 'gang-owner':
      return source.part === 'template'
        ? `${source.name} on a template of ${source.owner}`
        : `${source.part} ${source.name} of ${source.owner}`;
    case 'namespace':
      return `label ${source.label} of the namespace`;
  }
}

/**
 * The same in few words, for a warning's 120 characters.
 *
 * @param brief shortens names that somebody typed
 */
export function shortSource(source: Source, brief: (name: string) => string): string {
  switch (source.kind) {
    case 'annotation':
    case 'label':
    case 'env':
      return `${source.kind} ${source.name}`;
    case 'limit':
      return `limit ${source.resource}`;
    case 'pod-default':
      return `PodDefault ${brief(source.podDefault)}`;
    case 'gang-owner':
      return `${source.part === 'template' ? 'template of ' : ''}${brief(source.owner)}`;
    case 'namespace':
      return 'namespace';
  }
}

/** The container in which it stands, if it stands in one; two containers may have the same variable. */
export const containerOf = (source: Source): string | undefined =>
  'container' in source ? source.container : undefined;
