import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { type ExplainOptions, type ExplainResult, explainCommand } from '../../src/commands/explain.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import { plain } from '../../src/explain/render/paint.ts';
import { loadSettings } from '../../src/settings/load.ts';

/** A namespace of team-a that opted in. */
export const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata:
  name: alice
  labels: {runai-injection: enabled, runai/queue: team-a, app.kubernetes.io/part-of: kubeflow-profile}
`;

/** Names that the inputs have in messages. */
const INPUT = 'input.yaml';
const SURROUNDINGS = 'surroundings.yaml';

export type Options = Partial<Omit<ExplainOptions, 'surroundings'>> & {
  /** Content of what `--namespace-manifest` gives. */
  readonly surroundings?: string;
};

/** Runs the command on a file with this content. */
export function run(content: string, { surroundings, ...options }: Options = {}): ExplainResult {
  return explainCommand({
    files: [{ path: INPUT, fromFolder: false }],
    surroundings: surroundings === undefined ? [] : [{ path: SURROUNDINGS, fromFolder: false }],
    output: 'text',
    settings: loadSettings(undefined),
    paint: plain,
    readText: (file) => (file === INPUT ? content : (surroundings ?? '')),
    ...options,
  });
}

/** Settings as if given on the command line. */
export const settingsWith = (flags: Readonly<Record<string, unknown>>) => loadSettings(undefined, flags);

/** What `-o json` says, always as a list. */
export function explanations(content: string, options: Options = {}): readonly Explanation[] {
  const printed: unknown = JSON.parse(run(content, { ...options, output: 'json' }).stdout);
  return (Array.isArray(printed) ? printed : [printed]) as readonly Explanation[];
}

/** The one pod of an input, as `-o json` says it. */
export const explanation = (content: string, options: Options = {}): Explanation =>
  only(explanations(content, options));

/** The pods that controllers make of an input: in a namespace that is never touched, they come out as they went in. */
export function podsOf(content: string): readonly PodJson[] {
  const untouched = settingsWith({ excludedNamespaces: ['alice', 'default'] });
  return explanations(content, { settings: untouched }).map(({ pod }) => pod as PodJson);
}

/** The one pod that a controller makes of an input. */
export const podOf = (content: string): PodJson => only(podsOf(content));

function only<T>(found: readonly T[]): T {
  if (found.length !== 1) {
    throw new Error(`expected one pod, found ${found.length}`);
  }
  return found[0] as T;
}

/** Names of containers, in the order in which a scheduler counts them. */
export const containerNames = (pod: PodJson): readonly string[] => pod.spec.containers.map(({ name }) => name);

/** Files of one test file, in a folder that goes away with it. */
export class Files {
  readonly folder = mkdtempSync(join(tmpdir(), 'explain-test-'));

  constructor() {
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  write(name: string, content: string): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }
}
