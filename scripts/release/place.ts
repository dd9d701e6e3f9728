import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import lockfile from '../../package-lock.json' with { type: 'json' };
import { CHART } from '../chart/files.ts';
import type { NamedVersions } from './versions.ts';

/** Where a release is prepared, and for whom. */
export interface Place {
  /** Everything that would be published lies there afterwards. */
  readonly folder: string;
  /** Words for the release's page. */
  readonly notes: string;
  readonly version: string;
  readonly tag: string | undefined;
  /** `owner/name`, of which the workflow knows more than this folder does. */
  readonly repository: string | undefined;
}

/** Stands in the files where nobody has said whose repository it is. */
const SOMEBODY = 'example/gpu-fraction-webhook';

export const addressOf = ({ repository = SOMEBODY }: Place): string => `https://github.com/${repository}`;

/** The npm package, which krew fetches too, and the chart, which Helm would call the same. */
export const packageFile = ({ version }: Place): string => `${manifest.name}-${version}.tgz`;
export const chartFile = ({ version }: Place): string => `${manifest.name}-chart-${version}.tgz`;

export const changelog = (): string => readFileSync('CHANGELOG.md', 'utf8');

export function namedVersions(tag: string | undefined): NamedVersions {
  const chart = parse(readFileSync(`${CHART}/Chart.yaml`, 'utf8')) as { version: string; appVersion: string };
  return {
    packageJson: manifest.version,
    packageLock: lockfile.version,
    chart: String(chart.version),
    chartApp: String(chart.appVersion),
    changelog: changelog(),
    tag,
  };
}
