/** From the gravest to the mildest. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;

export type Severity =
  /** Pods do not run as they should, or will not. */
  | 'error'
  /** Some do not, or only chance keeps them well. */
  | 'warning'
  /** Worth knowing; nothing has to be done. */
  | 'info';

/** Something that was found, in words for whoever runs the cluster. */
export interface Finding {
  readonly severity: Severity;
  /** Kind and name, such as `Namespace kubeflow-alice`. */
  readonly object: string;
  /** What is wrong with it, as a sentence that goes on after the object's name. */
  readonly problem: string;
  /** What comes of it. */
  readonly why: string;
  /** The command that mends it, or that shows what has to be known first. */
  readonly command: string;
  /** What the problem says apart from names and numbers, where it has more of them than the object: many of one kind are told together. */
  readonly alike?: string;
}

/** The first names of a list that may be long. */
export function someOf(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** `1 pod`, `2 pods`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
