/** Where a value was said. The order of the kinds is the order in which sources win; see `statements.ts`. */
export type Place =
  | { readonly kind: 'annotation'; readonly name: string }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'env'; readonly name: string; readonly container: string }
  | {
      readonly kind: 'pod-default';
      readonly podDefault: string;
      readonly part: 'annotation' | 'label' | 'env';
      readonly name: string;
    }
  | {
      readonly kind: 'gang-owner';
      readonly owner: string;
      readonly part: 'label' | 'template';
      readonly name: string;
    }
  | { readonly kind: 'namespace'; readonly label: string };

/** A value as somebody typed it, white space around it dropped, and where it stands. */
export interface Statement {
  readonly value: string;
  readonly place: Place;
}

/** The place as a person would look for it on the object, such as `env RUNAI_PROJECT of container main`. */
export function describePlace(place: Place): string {
  switch (place.kind) {
    case 'annotation':
    case 'label':
      return `${place.kind} ${place.name}`;
    case 'env':
      return `env ${place.name} of container ${place.container}`;
    case 'pod-default':
      return `${place.part} ${place.name} of PodDefault ${place.podDefault}`;
    case 'gang-owner':
      return `${place.part === 'label' ? `label ${place.name}` : `${place.name} on a template`} of ${place.owner}`;
    case 'namespace':
      return `label ${place.label} of the namespace`;
  }
}

/** The same in few words, for a warning's 120 characters. */
export function shortPlace(place: Place): string {
  switch (place.kind) {
    case 'annotation':
    case 'label':
    case 'env':
      return `${place.kind} ${place.name}`;
    case 'pod-default':
      return `PodDefault ${place.part}`;
    case 'gang-owner':
      return 'gang owner';
    case 'namespace':
      return 'namespace';
  }
}
