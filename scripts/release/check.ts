import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { failed, leftOut, type Outcome, type Reported, reportLine, summary } from './outcome.ts';
import type { Place } from './place.ts';
import { STEPS, type Step } from './steps.ts';

/*
 * `make release-check`: everything that a release does, short of publishing. The workflow runs it too, and publishes what
 * lies in the folder afterwards.
 *
 * TAG                  the release's tag; default: one of the commit that is checked out, such as v0.1.0
 * WITHOUT              steps to leave out, with commas between
 * RELEASE_FOLDER       where the files go; default dist/release, which is emptied first
 * GITHUB_REPOSITORY    owner/name, for the addresses in krew's manifest
 */

const { TAG, WITHOUT = '', RELEASE_FOLDER = 'dist/release', GITHUB_REPOSITORY, CI } = process.env;

const without = WITHOUT.split(',').filter((name) => name !== '');
const unknown = without.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `release-check: no step is called ${unknown.join(', ')}; there are: ${STEPS.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

rmSync(RELEASE_FOLDER, { recursive: true, force: true });
mkdirSync(RELEASE_FOLDER, { recursive: true });
const place: Place = {
  folder: RELEASE_FOLDER,
  notes: join(dirname(RELEASE_FOLDER), 'release-notes.md'),
  version: manifest.version,
  tag: TAG || tagOfHead(),
  repository: GITHUB_REPOSITORY || undefined,
};

const reported: Reported[] = [];
for (const step of STEPS) {
  const report = { step: step.name, ...(await outcomeOf(step)) };
  reported.push(report);
  console.log(reportLine(report));
}
const { line, exitCode } = summary(reported, CI === 'true');
console.log(`\n${line}`);
process.exitCode = exitCode;

async function outcomeOf(step: Step): Promise<Outcome> {
  if (without.includes(step.name)) {
    return leftOut('as WITHOUT says');
  }
  try {
    return await step.run(place);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function tagOfHead(): string | undefined {
  const { status, stdout } = spawnSync('git', ['tag', '--points-at', 'HEAD', 'v*'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').find((tag) => tag !== '') : undefined;
}
