import type { DecisionSettings } from '../../../src/decision/settings.ts';
import { SurroundingsStore } from '../../../src/surroundings/store.ts';
import { type GoldenCase, goldenFiles, readGolden } from '../../golden/golden-case.ts';

/** A golden pod in a namespace of its own, and what is known beside it there. */
export interface PlacedPod {
  readonly file: string;
  readonly golden: GoldenCase;
  readonly namespace: string;
  readonly pod: unknown;
  readonly known: readonly Manifest[];
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** By the names of their files: an input says by its place which pod it edits. */
export const PLACED_PODS: readonly PlacedPod[] = goldenFiles()
  .toSorted()
  .map((file) => place(file));

/** A store that knows everything that stands beside the golden pods. */
export function storeBesideThem(settings: DecisionSettings): SurroundingsStore {
  const store = new SurroundingsStore(settings);
  for (const object of PLACED_PODS.flatMap(({ known }) => known)) {
    store.upsert(object);
  }
  return store;
}

function place(file: string): PlacedPod {
  const golden = readGolden(file);
  const { pod, known } = golden;
  const namespace = `of-${file.replace(/[^a-z0-9]+/g, '-')}`.slice(0, 60).replace(/-$/, '');
  const moved = (object: object): Manifest => {
    const manifest = object as Manifest;
    return manifest.kind === 'Namespace'
      ? { ...manifest, metadata: { ...manifest.metadata, name: namespace, labels: labelsOf(manifest) } }
      : { ...manifest, metadata: { ...manifest.metadata, namespace } };
  };
  return { file, golden, namespace, pod: moved({ apiVersion: 'v1', kind: 'Pod', ...pod }), known: known.map(moved) };
}

/** A namespace belongs to its project in either flavour. */
function labelsOf({ metadata }: Manifest): object {
  const labels = (metadata['labels'] ?? {}) as Readonly<Record<string, string>>;
  const project = labels['runai/queue'] ?? labels['kai/project'];
  return project === undefined ? labels : { 'runai/queue': project, 'kai/project': project, ...labels };
}
