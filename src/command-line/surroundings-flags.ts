import { Option } from 'commander';

/** What is known beside the pods, under both names of its flag. */
export interface SurroundingsFlags {
  readonly namespaceManifest?: readonly string[];
  readonly surroundings?: readonly string[];
}

export const repeatable = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** One flag for one thing, in every command; it once had another name in each. */
export const namespaceManifest = (): Option =>
  new Option(
    '--namespace-manifest <file>',
    'file or folder with Namespaces, PodDefaults and owners of gangs; repeatable (also: --surroundings)',
  ).argParser(repeatable);

export const surroundings = (): Option => new Option('--surroundings <file>').argParser(repeatable).hideHelp();

export const surroundingsOf = ({ namespaceManifest = [], surroundings = [] }: SurroundingsFlags): readonly string[] => [
  ...namespaceManifest,
  ...surroundings,
];
