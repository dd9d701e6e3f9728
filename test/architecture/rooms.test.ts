import { describe, expect, it } from 'vitest';
import { findCircle, readImports } from './imports.ts';

const graph = readImports();

const folderOf = (file: string): string => file.slice(0, Math.max(file.lastIndexOf('/'), 0));

const folders = new Set(graph.files.map(folderOf));
const hasRooms = (folder: string): boolean =>
  [...folders].some((other) => folderOf(other) === folder && other !== folder);

/** A folder is a room; a file that stands beside rooms is one by itself. */
const roomOf = (file: string): string => (hasRooms(folderOf(file)) ? file : folderOf(file));

const floorOf = (file: string): string => file.split('/')[0] ?? '';

/** Floors from the bottom to the top; what a floor needs stands below it. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  decision: [],
  patch: ['decision'],
  admission: ['decision', 'patch'],
  manifests: ['admission', 'decision'],
  registration: ['decision'],
  settings: ['decision', 'manifests'],
  cluster: ['decision', 'manifests'],
  completion: ['decision'],
  surroundings: ['cluster', 'decision', 'manifests'],
  'cluster-reading': ['cluster', 'decision', 'manifests', 'registration', 'settings', 'surroundings'],
  certificates: ['cluster', 'decision', 'settings', 'telemetry'],
  telemetry: ['admission', 'decision', 'settings'],
  server: ['admission', 'certificates', 'decision', 'settings', 'telemetry'],
  verify: ['admission', 'cluster', 'decision', 'registration', 'settings'],
  doctor: [
    ...['admission', 'certificates', 'cluster', 'cluster-reading', 'decision', 'manifests'],
    ...['registration', 'settings', 'surroundings', 'telemetry', 'verify'],
  ],
  explain: ['admission', 'decision', 'manifests', 'patch', 'surroundings'],
  'pod-report': ['admission', 'cluster-reading', 'decision', 'patch', 'settings'],
  'namespace-report': ['admission', 'cluster-reading', 'decision', 'pod-report'],
  inspection: [
    ...['admission', 'cluster', 'cluster-reading', 'decision', 'manifests', 'namespace-report'],
    ...['pod-report', 'registration', 'settings', 'surroundings'],
  ],
  commands: [
    ...['certificates', 'cluster', 'cluster-reading', 'decision', 'doctor', 'explain', 'inspection', 'manifests'],
    ...['namespace-report', 'pod-report', 'registration', 'server'],
    ...['settings', 'surroundings', 'telemetry', 'verify'],
  ],
  'command-line': [
    ...['cluster', 'cluster-reading', 'commands', 'completion', 'decision', 'explain', 'manifests'],
    ...['registration', 'settings', 'surroundings', 'verify', 'version.ts'],
  ],
};

describe('the rooms of the sources', () => {
  it('have no circle of files, types included', () => {
    expect(findCircle(graph.imports)).toBeUndefined();
  });

  it('have no way back: whoever leaves a room for one below does not come to it again', () => {
    const rooms = new Map<string, Set<string>>();
    for (const [file, targets] of graph.imports) {
      const needed = rooms.get(roomOf(file)) ?? new Set();
      rooms.set(roomOf(file), needed);
      for (const target of targets) {
        if (roomOf(target) !== roomOf(file)) {
          needed.add(roomOf(target));
        }
      }
    }
    expect(findCircle(rooms)).toBeUndefined();
  });

  const inRooms = graph.files.filter((file) => file.includes('/'));

  it.each(Object.entries(FLOORS))('of %s need nothing but %j', (floor, below) => {
    const needed = inRooms
      .filter((file) => floorOf(file) === floor)
      .flatMap((file) => (graph.imports.get(file) ?? []).map((target) => ({ file, target })));
    expect(needed.filter(({ target }) => ![floor, ...below].includes(floorOf(target)))).toEqual([]);
  });

  it('are all on a floor', () => {
    expect(new Set(inRooms.map(floorOf))).toEqual(new Set(Object.keys(FLOORS)));
  });

  it('are pure at the bottom: decision and patch import no library and nothing of Node.js', () => {
    const impure = graph.files.filter((file) => ['decision', 'patch'].includes(floorOf(file)));
    expect(impure.flatMap((file) => graph.packages.get(file) ?? [])).toEqual([]);
  });
});

describe('a rule', () => {
  it('looks at what was read of a pod, not at the pod', () => {
    const rules = graph.files.filter((file) => file.startsWith('decision/rules/'));
    const raw = new Set(['decision/pod/pod.ts', 'decision/pod/containers.ts', 'decision/pod/environment.ts']);
    const seen = rules.flatMap((file) => (graph.imports.get(file) ?? []).filter((target) => raw.has(target)));
    // A label that a PodDefault sets is looked up there, by the same care for names from outside.
    expect(seen).toEqual(['decision/pod/pod.ts']);
  });
});

describe('a circle', () => {
  it('is found, and told in the order of its members', () => {
    const edges = (...pairs: readonly (readonly [string, string[]])[]) => new Map(pairs);
    expect(findCircle(edges(['a', ['b']], ['b', ['c']], ['c', ['b']]))).toEqual(['b', 'c', 'b']);
    expect(findCircle(edges(['a', ['b', 'c']], ['b', ['c']], ['c', []]))).toBeUndefined();
  });
});
