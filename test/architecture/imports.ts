import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** What every file of the sources imports, types included. Paths are relative to `src/`. */
export interface ImportGraph {
  readonly files: readonly string[];
  /** Files of the project. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
  /** Libraries, and modules of Node.js. */
  readonly packages: ReadonlyMap<string, readonly string[]>;
}

const SOURCES = new URL('../../src/', import.meta.url);

/** `import ... from '...'`, `export ... from '...'` and `import('...')`. */
const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;

export function readImports(): ImportGraph {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const specifiers = new Map(
    files.map((file) => {
      const found = readFileSync(new URL(file, SOURCES), 'utf8').matchAll(SPECIFIER);
      return [file, Array.from(found, ([, specifier]) => specifier ?? '')] as const;
    }),
  );
  const of = (pick: (file: string, specifier: string) => readonly string[]) =>
    new Map(files.map((file) => [file, (specifiers.get(file) ?? []).flatMap((one) => pick(file, one))]));
  return {
    files,
    imports: of((file, one) => (one.startsWith('.') ? [normalize(join(dirname(file), one))] : [])),
    packages: of((_, one) => (one.startsWith('.') ? [] : [one])),
  };
}

/**
 * A way from a node back to itself, if there is one; the nodes on it in order.
 *
 * @param edges leads from each node to those that it needs
 */
export function findCircle(edges: ReadonlyMap<string, Iterable<string>>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): readonly string[] | undefined => {
    const start = way.indexOf(node);
    if (start >= 0) {
      return [...way.slice(start), node];
    }
    if (done.has(node)) {
      return undefined;
    }
    for (const next of edges.get(node) ?? []) {
      const circle = visit(next, [...way, node]);
      if (circle !== undefined) {
        return circle;
      }
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const circle = visit(node, []);
    if (circle !== undefined) {
      return circle;
    }
  }
  return undefined;
}
