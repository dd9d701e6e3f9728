import { describe, expect, it } from 'vitest';
import { admit } from '../../support/admission.ts';
import { ofProject, PROFILE, podDefault } from '../../support/world.ts';

const longest = `a${'-'.repeat(61)}z`;

describe('the name of a project', () => {
  it.each(['a', '7', 'team-a', 'Team_A.1', 'a.b', longest])('may be %j', (project) => {
    expect(admit({ labels: { RUNAI_PROJECT: project } })).toMatchObject({ outcome: 'mutated', project });
  });

  it.each([' team-a ', '\u00a0team-a', 'team-a\u200b', '\tteam-a\n'])(
    'is read from %j without what stands around it',
    (value) => {
      expect(admit({ env: { RUNAI_PROJECT: value } })).toMatchObject({
        outcome: 'mutated',
        project: 'team-a',
        warnings: [],
      });
    },
  );

  it.each([
    `${longest}x`,
    '-a',
    'a-',
    '.a',
    'a_',
    'team a',
    'team/a',
    'tëam',
    'a\nb',
    '{{team}}',
    'team-a,team-b',
    '😀',
  ])('cannot be %j', (value) => {
    const seen = admit({ env: { RUNAI_PROJECT: value } });
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'invalid-project', code: 422 });
    expect(seen.message).toMatch(/^invalid-project: env RUNAI_PROJECT of container main is "/);
    expect(seen.message).toContain('at most 63 letters');
  });

  it('is no more than a warning where invalid values are let through', () => {
    const seen = admit({ env: { RUNAI_PROJECT: 'team a' } }, { settings: { onInvalid: 'warn' } });
    expect(seen).toMatchObject({ outcome: 'skipped', reason: 'invalid-project', warnings: ['invalid-project'] });
  });
});

describe('the project label', () => {
  it('is added where it is absent, and the maps that are missing are made', () => {
    for (const labels of [undefined, null, {}]) {
      const sample = { ...(labels === undefined ? {} : { labels }), env: { RUNAI_PROJECT: 'team-a' } };
      expect(admit(sample)).toMatchObject({ project: 'team-a' });
    }
  });

  it('is never overwritten', () => {
    const seen = admit({ labels: { project: 'team-a' }, env: { RUNAI_PROJECT: 'team-b' } });
    expect(seen).toMatchObject({ project: 'team-a', warnings: ['sources-disagree'] });
  });

  it('is not overwritten where it is empty either, which is told', () => {
    const seen = admit({ labels: { project: '' }, env: { RUNAI_PROJECT: 'team-a' } });
    expect(seen).toMatchObject({ outcome: 'mutated', project: '', warnings: ['empty-project-label'] });
  });

  it('has the name that the settings give it', () => {
    const seen = admit({ env: { RUNAI_PROJECT: 'team-a' } }, { settings: { projectLabel: 'runai/project' } });
    expect(seen.pod.metadata.labels).toEqual({ 'runai/project': 'team-a' });
  });

  it('is no request by itself, since many charts use it', () => {
    expect(admit({ labels: { project: 'team-a' } })).toMatchObject({
      outcome: 'skipped',
      reason: 'nothing-asked',
      warnings: [],
    });
  });

  it('is written to the letter as a PodDefault is about to set it', () => {
    const later = podDefault('later', { labels: { project: 'team-a' }, env: { RUNAI_PROJECT: 'team-a' } });
    const seen = admit({}, { namespace: { ...PROFILE, ...ofProject('team-a') }, objects: [later] });
    expect(seen).toMatchObject({ outcome: 'mutated', project: 'team-a', warnings: [] });
  });

  it('is left to a PodDefault whose string is not the one that would be written', () => {
    const later = podDefault('later', { labels: { project: ' team-a' }, env: { RUNAI_PROJECT: 'team-a' } });
    const seen = admit({}, { namespace: PROFILE, objects: [later] });
    expect(seen).toMatchObject({ outcome: 'skipped', reason: 'pending-poddefault', project: undefined });
    expect(seen.warningTexts[0]).toContain('PodDefault later will set project " team-a"');
  });
});

describe("a namespace's project", () => {
  it.each([
    ['runai', 'runai/queue'],
    ['kai', 'kai/project'],
  ] as const)('is, for the flavour %s, its label %s', (flavour, label) => {
    const seen = admit({ labels: { runai: 'true' } }, { namespace: { [label]: ' team-a ' }, settings: { flavour } });
    expect(seen).toMatchObject({ project: 'team-a', warnings: [] });
  });

  it.each(['', '  '])('is none where the label is %j', (value) => {
    expect(admit({ labels: { runai: 'true' } }, { namespace: ofProject(value) })).toMatchObject({
      project: undefined,
      warnings: ['no-project'],
    });
  });

  it('is none where the namespace is not known', () => {
    expect(admit({ labels: { runai: 'true' } }, { namespace: null })).toMatchObject({
      outcome: 'mutated',
      warnings: ['no-project'],
    });
  });
});
