import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { partProblems, type WorkflowPart, workflowProblems } from '../../scripts/release/workflow-rules.ts';

const FOLDER = '.github/workflows';
const RELEASE = readFileSync(`${FOLDER}/release.yaml`, 'utf8');

/** As a workflow has it; in a replacement two signs stand for one. */
const EXPRESSION = ['$$', '{{ github.ref_name }}'].join('');

/** The release's workflow with a part of it changed, which has to be there. */
function changed(from: string | RegExp, to: string): string {
  const text = RELEASE.replaceAll(typeof from === 'string' ? from : new RegExp(from, `${from.flags}g`), to);
  expect(text).not.toBe(RELEASE);
  return text;
}

describe('the workflows', () => {
  it.each(readdirSync(FOLDER))('let nobody else reach what they may write: %s', (file) => {
    expect(workflowProblems(file, readFileSync(`${FOLDER}/${file}`, 'utf8'))).toEqual([]);
  });

  it.each<[string, string | RegExp, string, string]>([
    [
      'runs with write access for code of others',
      /on:\n {2}push:\n.*\n/,
      'on: pull_request_target\n',
      'leave out pull_request_target',
    ],
    ['may do everything', 'permissions: {}', 'permissions: write-all', 'permissions at the top'],
    ['may write in every job', 'permissions: {}', 'permissions: { contents: write }', 'permissions at the top'],
    ['may run beside itself', /concurrency:\n {2}group: .*\n.*\n/, '', 'concurrency is missing'],
    ['has a job that may take six hours', /^ {4}timeout-minutes: .*\n/m, '', 'timeout-minutes is missing'],
    [
      'has a job with all permissions',
      /permissions:\n {6}contents: read\n {4}outputs/,
      'permissions: write-all\n    outputs',
      'name each',
    ],
    ['takes an action by its tag', /@3d3c42e5\w+ # v7.0.1/, '@v7', 'actions/checkout@v7 may be another tomorrow'],
    ['does not say which tag an action has', ' # v7.0.1', '', 'actions/checkout is pinned without its tag'],
    ['puts an expression into a script', 'echo "version=', `echo "version=${EXPRESSION}`, 'hand it over by env'],
  ])('are refused where one %s', (_what, from, to, problem) => {
    expect(workflowProblems('release.yaml', changed(from, to)).join('\n')).toContain(problem);
  });
});

describe('what only a release can do', () => {
  it.each<WorkflowPart>(['platforms', 'registries', 'signatures', 'provenance'])('is in its workflow: %s', (part) => {
    expect(partProblems(part, RELEASE)).toEqual([]);
  });

  it.each<[WorkflowPart, string, string, string]>([
    ['platforms', 'ubuntu-24.04-arm', 'ubuntu-24.04', 'no job that builds arm64 on a machine of its kind'],
    ['platforms', '"$IMAGE:$VERSION-arm64"', '', 'no index of both platforms'],
    ['registries', 'helm push', 'helm show', 'no push of the chart'],
    ['registries', 'make push', 'make nothing', 'no push of the image'],
    ['signatures', 'id-token: write', 'id-token: none', 'no id-token'],
    ['signatures', 'cosign sign --yes --recursive', 'true', 'no signature of the image'],
    ['signatures', 'cosign sign --yes "$CHARTS', 'true "$CHARTS', 'no signature of the chart'],
    ['signatures', 'cosign attest', 'true', 'no bill of materials with the image'],
    ['provenance', 'attestations: write', 'attestations: read', 'no permission to attest'],
  ])('is missed, of %s, without %s', (part, from, to, problem) => {
    expect(partProblems(part, changed(from, to)).join('\n')).toContain(problem);
  });
});
