import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');

/** How a program is started. */
export interface ImageStart {
  /** Up to the program; its own arguments follow. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * How the image starts the program in a container of the chart's size, for the program in dist/. A heap that is a share of the
 * container's memory is written as its size, since here it would be a share of the machine's.
 */
export function imageStart(): ImageStart {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const values = parse(readFileSync(join(root, 'charts/gpu-fraction-webhook/values.yaml'), 'utf8'));
  const { PATH: _, ...environment } = environmentOf(dockerfile);
  return {
    command: [process.execPath, ...nodeOptionsOf(dockerfile), join(root, 'dist/gpu-fraction-webhook.mjs')],
    environment: withHeapIn(environment, mebibytes(values.resources.limits.memory)),
  };
}

/** What stands between `node` and the program in the last ENTRYPOINT instruction. */
export function nodeOptionsOf(dockerfile: string): readonly string[] {
  const entrypoint = /^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]';
  return (JSON.parse(entrypoint) as readonly string[]).slice(1, -1);
}

/** The variables of a Dockerfile's ENV instructions; those of a later stage win. */
export function environmentOf(dockerfile: string): Readonly<Record<string, string>> {
  const instructions = dockerfile.replaceAll('\\\n', ' ').split('\n');
  const settings = instructions
    .filter((line) => line.startsWith('ENV '))
    .flatMap((line) => [...line.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)]);
  return Object.fromEntries(settings.map(([, name = '', quoted, plain]) => [name, quoted ?? plain ?? '']));
}

/** The environment as it would work in a container of that memory. */
export function withHeapIn(environment: Readonly<Record<string, string>>, mib: number): Record<string, string> {
  const { NODE_OPTIONS = '' } = environment;
  const inMebibytes = NODE_OPTIONS.replace(
    /--max-old-space-size-percentage=(\d+)/,
    (_, percentage) => `--max-old-space-size=${Math.floor((mib * Number(percentage)) / 100)}`,
  );
  return { ...environment, NODE_OPTIONS: inMebibytes };
}

function mebibytes(quantity: string): number {
  const [, digits, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? [];
  if (digits === undefined) {
    throw new Error(`resources.limits.memory of the chart is ${quantity}; the bench reads whole Mi and Gi`);
  }
  return Number(digits) * (unit === 'Gi' ? 1024 : 1);
}
