import { parse } from 'yaml';
import * as z from 'zod';

/*
 * What actionlint does not ask of a workflow: that nobody else's change, name or pull request can reach what it may
 * write. Beside it, what a release has to do where it cannot be tried out without publishing.
 */

const permissions = z.union([z.string(), z.record(z.string(), z.string())]);
const step = z.looseObject({ uses: z.string().optional(), run: z.string().optional() });
const job = z.looseObject({
  permissions: permissions.optional(),
  'timeout-minutes': z.number().optional(),
  strategy: z.looseObject({ matrix: z.looseObject({}) }).optional(),
  steps: z.array(step),
});
const workflow = z.looseObject({
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  permissions: permissions.optional(),
  concurrency: z.unknown().optional(),
  jobs: z.record(z.string(), job),
});

const eventsOf = (on: z.infer<typeof workflow>['on']): readonly string[] =>
  typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on);

/** What is wrong with a workflow, a sentence each. */
export function workflowProblems(file: string, text: string): readonly string[] {
  const { on, permissions, concurrency, jobs } = workflow.parse(parse(text));
  const problems: string[] = [];
  const complain = (place: string, problem: string): void => void problems.push(`${file}: ${place}${problem}`);
  if (eventsOf(on).some((event) => event === 'pull_request_target' || event === 'workflow_run')) {
    complain('', 'runs with write access for code of others: leave out pull_request_target and workflow_run');
  }
  if (permissions === undefined || !mayOnlyRead(permissions)) {
    complain('', 'permissions at the top must be there and name nothing but read: jobs take what they need');
  }
  if (concurrency === undefined) {
    complain('', 'concurrency is missing');
  }
  for (const [name, { permissions, steps, 'timeout-minutes': timeout }] of Object.entries(jobs)) {
    if (typeof permissions === 'string') {
      complain(`job ${name}: `, `permissions is "${permissions}": name each`);
    }
    if (timeout === undefined) {
      complain(`job ${name}: `, 'timeout-minutes is missing, and would be six hours');
    }
    for (const { uses, run } of steps) {
      if (uses !== undefined && !uses.startsWith('./') && !/@[0-9a-f]{40}$/.test(uses)) {
        complain(`job ${name}: `, `${uses} may be another tomorrow: pin the commit's full SHA`);
      }
      // A tag or a branch can be called `$(...)`; as a variable it stays a word.
      if (run?.includes('${{')) {
        complain(
          `job ${name}: `,
          `"${run.trim().split('\n')[0]}" has an expression in its script: hand it over by env`,
        );
      }
    }
  }
  for (const [line, action] of text.matchAll(/uses: ([\w./-]+)@[0-9a-f]{40}.*$/gm)) {
    if (!/ # v\d+\.\d+\.\d+$/.test(line)) {
      complain('', `${action} is pinned without its tag behind: add "# vX.Y.Z"`);
    }
  }
  return problems;
}

const mayOnlyRead = (given: z.infer<typeof permissions>): boolean =>
  typeof given !== 'string' && Object.values(given).every((value) => value === 'read' || value === 'none');

/** A part of a release that only its workflow can do. */
export type WorkflowPart = 'platforms' | 'registries' | 'signatures' | 'provenance';

/** What a release's workflow lacks for a part of it, a sentence each. */
export function partProblems(part: WorkflowPart, text: string): readonly string[] {
  const { jobs } = workflow.parse(parse(text));
  const all = Object.values(jobs);
  const scripts = all.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? [])).join('\n');
  const uses = (action: string): readonly z.infer<typeof job>[] =>
    all.filter(({ steps }) => steps.some((one) => one.uses?.startsWith(`${action}@`)));
  const granted = (of: readonly z.infer<typeof job>[], name: string): boolean =>
    of.length > 0 && of.every(({ permissions }) => typeof permissions === 'object' && permissions[name] === 'write');
  const lacks = (what: string, has: boolean): readonly string[] => (has ? [] : [`release.yaml: no ${what}`]);
  switch (part) {
    case 'platforms': {
      const built = all.flatMap(({ strategy }) => {
        const { include } = z
          .looseObject({ include: z.array(z.looseObject({})).default([]) })
          .parse(strategy?.matrix ?? {});
        return include.map(({ arch, runner }) => `${String(arch)} on ${String(runner)}`);
      });
      return [
        ...lacks(
          'job that builds amd64',
          built.some((one) => /^amd64 on (?!.*-arm)/.test(one)),
        ),
        ...lacks(
          'job that builds arm64 on a machine of its kind',
          built.some((one) => /^arm64 on .*-arm$/.test(one)),
        ),
        ...lacks('index of both platforms', /imagetools create .*-amd64.*-arm64/.test(scripts)),
      ];
    }
    case 'registries':
      return [
        ...lacks('push of the image', scripts.includes('make push')),
        ...lacks('push of the chart', /helm push .*"oci:/.test(scripts)),
        ...lacks('release with its files', scripts.includes('gh release create')),
      ];
    case 'signatures':
      return [
        ...lacks('cosign', uses('sigstore/cosign-installer').length > 0),
        ...lacks('id-token for a signature without a key', granted(uses('sigstore/cosign-installer'), 'id-token')),
        ...lacks('signature of the image', /cosign sign .*"\$IMAGE@/.test(scripts)),
        ...lacks('signature of the chart', /cosign sign .*"\$CHARTS\//.test(scripts)),
        ...lacks('signature of the checksums', /cosign sign-blob .*SHA256SUMS/.test(scripts)),
        ...lacks('bill of materials with the image', /cosign attest .*--type cyclonedx/.test(scripts)),
      ];
    case 'provenance': {
      const attesting = uses('actions/attest-build-provenance');
      return [
        ...lacks('attestation of provenance', attesting.length > 0),
        ...lacks('permission to attest', granted(attesting, 'attestations') && granted(attesting, 'id-token')),
      ];
    }
  }
}
