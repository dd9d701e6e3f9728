import { describe, expect, it } from 'vitest';
import { sentenceOf, type Warning } from '../../src/decision/warning.ts';

const label = { kind: 'label', name: 'gpu-fraction' } as const;
const env = { kind: 'env', name: 'RUNAI_PROJECT', container: 'main' } as const;
const refusal = {
  code: 422,
  reason: 'invalid-fraction',
  field: 'label gpu-fraction',
  value: 'x',
  problem: 'which is none',
  remedy: 'write 0.5',
} as const;

const removed = {
  reason: 'gpu-limit-removed',
  others: 0,
  limit: '1',
  shareGoesTo: undefined,
  rayStartCommandStays: false,
} as const;

describe('a warning is a sentence for people', () => {
  it.each<[Warning, RegExp]>([
    [
      {
        reason: 'sources-disagree',
        used: { value: 'a', source: label },
        ignored: { value: 'b', source: env },
      } as Warning,
      /a \(label gpu-fraction\).* b \(env RUNAI_PROJECT\)$/,
    ],
    [
      {
        reason: 'sources-disagree',
        used: { value: 'a', source: env },
        ignored: { value: 'b', source: { ...env, container: 'proxy' } },
      } as Warning,
      /^a \(env RUNAI_PROJECT of main\) used, not b \(of proxy\)$/,
    ],
    [
      {
        reason: 'unreadable-env',
        source: { kind: 'pod-default', podDefault: 'half', part: 'env', name: 'RUNAI_PROJECT' },
      },
      /^env of PodDefault half cannot be read/,
    ],
    [{ reason: 'unreadable-env', source: env }, /^env RUNAI_PROJECT cannot be read at admission/],
    [
      { reason: 'rounded-down', typed: { value: '0.333', source: label }, written: '0.33' },
      /^label gpu-fraction 0\.333 became 0\.33$/,
    ],
    [
      { reason: 'unit-converted', typed: { value: '8Gi', source: label }, written: '8192' },
      /8Gi is written as 8192 \(MiB\)$/,
    ],
    [{ ...removed, container: 'main' }, /^limit nvidia\.com\/gpu: 1 of main removed$/],
    [
      { ...removed, container: 'main', others: 2, shareGoesTo: 'llm' },
      /^share goes to llm; limit nvidia\.com\/gpu: 1 of main \(\+2 more\) removed$/,
    ],
    [
      { ...removed, container: 'main', rayStartCommandStays: true },
      /^limit of main removed; --num-gpus stays, set rayStartParams$/,
    ],
    [{ reason: 'share-follows-limit', container: 'llm', asking: 'web' }, /^share goes to llm.*not to web, which asks$/],
    [
      { reason: 'other-accelerator', resource: 'amd.com/gpu', isClaim: false },
      /^amd\.com\/gpu stays, and the pod waits for both/,
    ],
    [
      { reason: 'other-accelerator', resource: 'resource claim a', isClaim: true },
      /^resource claim a stays; if it is for a GPU/,
    ],
    [
      {
        reason: 'amount-on-owner',
        source: { kind: 'gang-owner', owner: 'RayCluster x', part: 'label', name: 'gpu-fraction' },
      },
      /^label gpu-fraction of RayCluster x reaches no pod/,
    ],
    [{ reason: 'nameless-pod' }, /metadata\.name/],
    [{ reason: 'annotations-full' }, /262144/],
    [
      {
        reason: 'owner-label-wins',
        read: { value: 'a', source: label },
        owner: 'RayCluster x',
        ignored: { value: 'b', source: label },
      },
      /^the scheduler reads a of RayCluster x, not b$/,
    ],
    [
      { reason: 'foreign-label-unread', foreign: { value: 'b', source: label }, read: { value: 'a', source: label } },
      /^b \(label gpu-fraction\) is foreign; a is read first$/,
    ],
    [{ reason: 'gpu-limit-elsewhere', container: 'b', workContainer: 'main' }, /on b, not on main$/],
    [{ reason: 'unknown-runai-value', value: 'maybe' }, /"maybe" ignored; write "true" or "false"$/],
    [{ reason: 'empty-project-label', label: 'project', project: 'a' }, /^label project is empty; remove it to use a$/],
    [{ reason: 'no-project', gang: false }, /on the pod \(RUNAI_PROJECT\) or the namespace$/],
    [{ reason: 'no-project', gang: true }, /every template of the gang or on the namespace$/],
    [
      { reason: 'other-scheduler', schedulerName: 'volcano' },
      /^pod left to scheduler volcano; what it asks for has no effect$/,
    ],
    [{ reason: 'already-on-a-node', nodeName: 'node-1' }, /^spec\.nodeName node-1: what it asks for has no effect$/],
    [
      { reason: 'label-not-of-namespace', label: { value: 'x', source: label } },
      /^x \(label gpu-fraction\) is not the namespace's/,
    ],
    [
      { reason: 'pending-poddefault', podDefault: 'half', key: 'gpu-fraction', value: '50%' },
      /^PodDefault half will set gpu-fraction "50%"/,
    ],
    [{ reason: 'internal-error' }, /left as it came/],
    [{ reason: 'deadline-exceeded' }, /left as it came/],
    [{ reason: 'unreadable-pod' }, /left as it came/],
    [{ reason: 'invalid-fraction', refusal }, /^label gpu-fraction "x": write 0\.5$/],
  ])('%j', (warning, sentence) => {
    expect(sentenceOf(warning, (value) => value)).toMatch(sentence);
  });

  it('leaves what people typed to be shortened', () => {
    expect(sentenceOf({ reason: 'unknown-runai-value', value: 'maybe' }, () => '…')).toContain('"…"');
  });
});
