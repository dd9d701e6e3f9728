import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { exportPolicyCommand } from '../../src/commands/export-policy.ts';
import type { UnpatchedAction } from '../../src/registration/unpatched-actions.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';

const printed = (input: SettingsInput = {}, unpatchedPods: UnpatchedAction = 'warn'): string =>
  exportPolicyCommand({ settings: loadSettings(undefined, input), unpatchedPods, version: '1.2.3' });

interface Shape {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly validationActions?: readonly string[] };
}

function objectsIn(text: string): readonly Shape[] {
  return parseAllDocuments(text).flatMap((document) => {
    expect(document.errors).toEqual([]);
    const object = document.toJS() as Shape | null;
    return object === null ? [] : [object];
  });
}

const titles = (text: string): readonly string[] =>
  objectsIn(text).map(({ kind, metadata }) => `${kind} ${metadata.name}`);

const MUTATING = [
  'MutatingAdmissionPolicy gpu-fraction-webhook',
  'MutatingAdmissionPolicyBinding gpu-fraction-webhook',
];
const validating = (name: string): readonly string[] => [
  `ValidatingAdmissionPolicy gpu-fraction-webhook-${name}`,
  `ValidatingAdmissionPolicyBinding gpu-fraction-webhook-${name}`,
];

describe('what export-policy prints', () => {
  it.each<[string, SettingsInput, UnpatchedAction, readonly string[]]>([
    ['the flavour runai', {}, 'warn', [...MUTATING, ...validating('unpatched')]],
    ['the flavour kai', { flavour: 'kai' }, 'warn', [...MUTATING, ...validating('unpatched'), ...validating('quota')]],
    ['no quota guard', { flavour: 'kai', projectGuard: 'off' }, 'deny', [...MUTATING, ...validating('unpatched')]],
    ['nothing said of pods that are left alone', {}, 'off', MUTATING],
    ['wrong values let pass', { onInvalid: 'warn' }, 'warn', MUTATING],
    ['audit mode', { flavour: 'kai', mode: 'audit' }, 'warn', validating('quota')],
  ])('is, for %s, the objects that are to be installed', (_, input, unpatched, expected) => {
    expect(titles(printed(input, unpatched))).toEqual(expected);
  });

  it('refuses pods that are left alone if it is told so', () => {
    const actions = objectsIn(printed({}, 'deny')).flatMap(({ spec }) => spec.validationActions ?? []);
    expect(actions).toEqual(['Deny']);
  });

  it('says in comments what the policies cannot do, what they leave alone, and why one is not there', () => {
    const text = printed();
    expect(text).toMatch(/^# Written by gpu-fraction-webhook 1\.2\.3 export-policy; needs Kubernetes 1\.36/);
    for (const words of [
      'PodDefaults that are still',
      'owners: ',
      'several sources that disagree',
      'refusals: ',
      'mirror pods',
    ]) {
      expect(text).toMatch(new RegExp(`^# .*${words}`, 'm'));
    }
    expect(text).toMatch(/^# No policy on PodGroups/m);
    expect(printed({ mode: 'audit' })).toMatch(/^# With mode: audit .* no mutating policy/m);
    expect(text.split('\n').filter((line) => line.startsWith('#') && line.length > 120)).toEqual([]);
  });

  it('is made of the flags of the server and its configuration file', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      'src/main.ts',
      ...['export-policy', '--flavour', 'kai', '--queue-label', 'true', '--unpatched-pods', 'deny'],
    ]);
    expect(titles(stdout)).toEqual(titles(printed({ flavour: 'kai' })));
    expect(stdout).toMatch(/name: queueLabel\n\s+expression: "true"/);
  });

  it('is not made of what is no setting: the message names it, and the exit code is 2', async () => {
    const failed = promisify(execFile)(process.execPath, ['src/main.ts', 'export-policy', '--unpatched-pods', 'shout']);
    await expect(failed).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('warn, deny, off') });
  });

  it('is not made of values that are none: the message says what to write', async () => {
    const flags = ['--queue-label', 'maybe', '--max-whole-gpus', '0'];
    const failed = promisify(execFile)(process.execPath, ['src/main.ts', 'export-policy', ...flags]);
    await expect(failed).rejects.toMatchObject({
      code: 2,
      stderr:
        'gpu-fraction-webhook: setting queueLabel is "maybe": write true or false\nsetting maxWholeGpus is 0: write a whole number from 1 to 1024\n',
    });
  });
});
