import { describe, expect, it } from 'vitest';
import { failed, read } from '../../src/cluster-reading/reading.ts';
import { reportPod } from '../../src/pod-report/report.ts';
import type { PodStory } from '../../src/pod-report/story.ts';
import { admit } from '../support/admission.ts';
import { NAMESPACE } from '../support/pods.ts';
import { ago, NOW, type StoryParts, story } from './stories.ts';

const creation = (parts: StoryParts) => reportPod(story(parts)).atCreation;

const registration = (more: object): PodStory['registration'] =>
  read({
    name: 'gpu-fraction-webhook',
    createdAt: Date.parse(ago(86_400)),
    failurePolicy: 'Ignore',
    hasCaBundle: true,
    ...more,
  });

const labelled = (label: string, seconds: number): PodStory['namespace'] =>
  read({
    name: NAMESPACE,
    labels: { 'runai-injection': 'enabled' },
    annotations: {},
    labelTimes: new Map([[label, Date.parse(ago(seconds))]]),
  });

describe('at its creation a pod', () => {
  it('was patched, where it carries the annotation and has the scheduler', () => {
    expect(creation({})).toMatchObject({
      kind: 'patched',
      reason: 'asked',
      text: expect.stringMatching(/^routed \(asked\): project team-a from env RUNAI_PROJECT/),
    });
  });

  it.each<[string, StoryParts, string]>([
    ['asks for nothing', { pod: {}, isPatched: false }, 'nothing-asked'],
    ['opted out', { pod: { labels: { 'runai-injection': 'disabled' } }, isPatched: false }, 'opted-out'],
    [
      'is in a namespace that is out',
      { world: { namespace: { 'runai-injection': 'no' } }, isPatched: false },
      'namespace-not-opted-in',
    ],
    [
      'is in a namespace that is never touched',
      { world: { settings: { excludedNamespaces: [NAMESPACE] } }, isPatched: false },
      'namespace-excluded',
    ],
    [
      'names another scheduler',
      { pod: { schedulerName: 'volcano', env: { RUNAI_PROJECT: 'a' } }, isPatched: false },
      'other-scheduler',
    ],
    [
      'had all it needs',
      { pod: { schedulerName: 'kai-scheduler', labels: { project: 'team-a' } }, isPatched: false },
      'asked',
    ],
  ])('was rightly left as it came, where it %s', (_, parts, reason) => {
    expect(creation(parts)).toMatchObject({ kind: 'nothing-to-change', reason });
  });

  it.each<[string, StoryParts, RegExp]>([
    ['the webhook only looks', { mode: 'audit' }, /^the webhook runs in audit mode/],
    ['no webhook is there', { registration: { kind: 'missing', what: 'it' } }, /^no webhook is registered/],
    ['the webhook came later', { registration: registration({ createdAt: NOW }) }, /was registered after the pod/],
    ['the API server trusts nobody', { registration: registration({ hasCaBundle: false }) }, /has no caBundle/],
    [
      'the namespace may have opted in later',
      { namespace: labelled('runai-injection', 5) },
      /^label runai-injection of namespace .* may be younger than the pod/,
    ],
    ['the namespace opted in before', { namespace: labelled('runai-injection', 500) }, /^no replica answered in time/],
    ['nothing is sure', {}, /^no replica answered in time, .*\(failurePolicy: Ignore\)/],
    [
      'nothing can be read',
      { registration: failed('no') },
      /^no replica answered in time, .*failurePolicy: Ignore, if that is set/,
    ],
    [
      'no pod may pass without it',
      { registration: registration({ failurePolicy: 'Fail' }) },
      /^or settings, PodDefaults/,
    ],
  ])('was missed, perhaps since %s', (_, parts, cause) => {
    const found = creation({ isPatched: false, ...parts });
    expect(found).toMatchObject({ kind: 'not-patched', reason: 'asked' });
    expect(found.kind === 'not-patched' && found.causes[0]).toMatch(cause);
  });

  it('was not refused, as it would be', () => {
    const found = creation({ isPatched: false, pod: { env: { RUNAI_PROJECT: 'a', RUNAI_GPU_FRACTION: '1.5' } } });
    expect(found).toMatchObject({
      kind: 'not-patched',
      reason: 'invalid-fraction',
      text: expect.stringContaining('not refused'),
    });
  });

  it('shows an annotation that was copied with its manifest', () => {
    const { pod } = admit({ env: { RUNAI_PROJECT: 'a', RUNAI_GPU_FRACTION: '0.5' } });
    const found = creation({
      isPatched: false,
      pod: { annotations: pod.metadata.annotations ?? {}, env: { RUNAI_PROJECT: 'a' } },
    });
    expect(found.kind === 'not-patched' && found.causes[0]).toMatch(/annotation was copied/);
  });

  it('is told what differs now, beside what was decided then', () => {
    const { now } = reportPod({
      ...story({ pod: { labels: { runai: 'true' } }, world: { namespace: { 'kai/project': 'team-a' } } }),
      surroundings: story({ world: { namespace: { 'kai/project': 'team-b' } } }).surroundings,
    });
    expect(now.differences).toEqual(['project team-b in place of team-a']);
  });
});
