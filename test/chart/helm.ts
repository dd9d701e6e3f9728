import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { parseAllDocuments } from 'yaml';
import { CHART } from '../../scripts/chart/files.ts';
import { program } from '../cluster/programs.ts';

/** Both kinds that people use: they order, merge and validate differently. */
export const HELMS = ['helm3', 'helm4'] as const;
export type Helm = (typeof HELMS)[number];

export { CHART as CHART_FOLDER };

/** What every rendering needs: no image is published. */
export const IMAGE = { image: { repository: 'registry.example.com/team/gpu-fraction-webhook' } };

export type Values = Readonly<Record<string, unknown>>;

/** An object of a rendering. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

export interface Rendering {
  readonly objects: readonly Rendered[];
  /** The only object of a kind, as the type that Kubernetes has for it; of several, the one with this name. */
  one<T = Rendered>(kind: string, name?: string): T;
  all<T = Rendered>(kind: string): readonly T[];
}

export interface RenderOptions {
  readonly helm?: Helm;
  readonly release?: string;
  readonly namespace?: string;
  /** Another chart's folder, such as one that has this one inside. */
  readonly chart?: string;
  readonly args?: readonly string[];
}

/** What Helm printed, and how it ended. */
export interface HelmRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Helm with these arguments; values are given as a file on standard input. */
export async function runHelm(
  helm: Helm,
  args: readonly string[],
  { values, kubeconfig }: { readonly values?: Values; readonly kubeconfig?: string } = {},
): Promise<HelmRun> {
  const file = await program(helm, 'helm');
  const child = spawn(file, [...args, ...(values === undefined ? [] : ['--values', '-'])], {
    env: { ...process.env, ...(kubeconfig !== undefined && { KUBECONFIG: kubeconfig }) },
  });
  child.stdin.end(values === undefined ? '' : JSON.stringify(values));
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { status, stdout, stderr };
}

/** The objects of the chart with these values; where Helm refuses, an error with its words. */
export async function render(values: Values = {}, options: RenderOptions = {}): Promise<Rendering> {
  const { helm = 'helm4', release = 'gpu-fraction-webhook', namespace = 'gpu-fraction-webhook' } = options;
  const { chart = CHART, args = [] } = options;
  const { status, stdout, stderr } = await runHelm(
    helm,
    ['template', release, chart, '--namespace', namespace, ...args],
    { values: { ...IMAGE, ...values } },
  );
  if (status !== 0) {
    throw new Error(stderr);
  }
  const objects = parseAllDocuments(stdout, { version: '1.1' })
    .map((document) => {
      // Such as a key that stands twice: Helm takes the last one, kubectl refuses it.
      if (document.errors[0] !== undefined) {
        throw document.errors[0];
      }
      return document.toJS() as Rendered | null;
    })
    .filter((object) => object !== null);
  const named = (kind: string, name?: string) =>
    objects.filter((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
  return {
    objects,
    all: <T>(kind: string) => named(kind) as readonly unknown[] as readonly T[],
    one: <T>(kind: string, name?: string) => {
      const [found, ...more] = named(kind, name);
      if (found === undefined || more.length > 0) {
        throw new Error(`${found === undefined ? 'no' : 'more than one'} ${kind} ${name ?? ''} is rendered`);
      }
      return found as unknown as T;
    },
  };
}

/** Helm's words about values that it does not take. */
export async function refusalOf(values: Values, options: RenderOptions = {}): Promise<string> {
  try {
    await render(values, options);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the chart takes these values');
}
