import { describe, expect, it } from 'vitest';
import type { GangOwner } from '../../../src/decision/known/gang-owner.ts';
import { readGangOwner, type TemplateJson } from '../../../src/decision/requests/gang-owner.ts';

const KEYS = {
  schedulerName: 'runai-scheduler',
  projectLabel: 'project',
  queueLabelKey: 'runai/queue',
  nodePoolLabel: 'runai/node-pool',
};

const read = (labels: Record<string, string>, ...templates: readonly TemplateJson[]) =>
  readGangOwner(
    { kind: 'RayCluster', name: 'demo', labels, annotations: {}, templates, hasLeaderTemplate: false },
    KEYS,
  );

/** The project that holds for the gang's members, the owner's label first. */
const projectOf = ({ labels, project }: GangOwner) => labels.project ?? project;

const wantsScheduler = ({ asks, hasGpu }: GangOwner): boolean => asks || hasGpu;

const env = (...entries: readonly { name: string; value?: string; valueFrom?: object }[]): TemplateJson => ({
  spec: { containers: [{ name: 'ray', env: entries }] },
});

describe("the project of a gang's owner", () => {
  it.each<[string, Record<string, string>, readonly TemplateJson[], string, string]>([
    ['its label project', { project: 'a' }, [], 'a', 'label project of RayCluster demo'],
    ['its label RUNAI_PROJECT', { RUNAI_PROJECT: 'a' }, [], 'a', 'label RUNAI_PROJECT of RayCluster demo'],
    ['its label project before RUNAI_PROJECT', { project: 'a', RUNAI_PROJECT: 'b' }, [], 'a', 'project'],
    [
      'its labels before its templates',
      { RUNAI_PROJECT: 'a' },
      [{ metadata: { labels: { project: 'b' } } }],
      'a',
      'RUNAI_PROJECT',
    ],
    ["a template's label", {}, [{ metadata: { labels: { project: 'a' } } }], 'a', 'project on a template'],
    [
      "a template's annotation",
      {},
      [{ metadata: { annotations: { RUNAI_PROJECT: 'a' } } }],
      'a',
      'RUNAI_PROJECT on a template',
    ],
    ["a template's environment", {}, [env({ name: 'RUNAI_PROJECT', value: 'a' })], 'a', 'RUNAI_PROJECT on a template'],
    [
      "a template's label project before its annotation",
      {},
      [{ metadata: { labels: { project: 'a' }, annotations: { RUNAI_PROJECT: 'b' } } }],
      'a',
      'project',
    ],
    [
      'the first template that names one',
      {},
      [{}, env({ name: 'RUNAI_PROJECT', value: ' a ' }), { metadata: { labels: { project: 'b' } } }],
      'a',
      'RUNAI_PROJECT',
    ],
    [
      'a template behind one whose project cannot be read',
      {},
      [env({ name: 'RUNAI_PROJECT', valueFrom: {} }), { metadata: { labels: { project: 'a' } } }],
      'a',
      'project',
    ],
  ])('is %s', (_, labels, templates, value, name) => {
    const project = projectOf(read(labels, ...templates));
    expect(project).toMatchObject({ value, source: { kind: 'gang-owner', owner: 'RayCluster demo' } });
    expect(name).toContain(project?.source.kind === 'gang-owner' ? project.source.name : 'nothing');
  });

  it.each<[string, Record<string, string>, readonly TemplateJson[]]>([
    ['nothing is said', {}, []],
    ['its label is empty', { project: ' ' }, []],
    ['only a project that cannot be read', {}, [env({ name: 'RUNAI_PROJECT', valueFrom: {} })]],
    [
      'templates leave everything out',
      {},
      [{}, { metadata: null, spec: null }, { metadata: {}, spec: { containers: null } }],
    ],
  ])('is none where %s', (_, labels, templates) => {
    expect(projectOf(read(labels, ...templates))).toBeUndefined();
  });
});

describe('an owner wants the scheduler', () => {
  it.each<[string, TemplateJson]>([
    ['names the scheduler', { spec: { schedulerName: 'runai-scheduler' } }],
    ['names a project', { metadata: { annotations: { RUNAI_PROJECT: 'a' } } }],
    ['names a project that cannot be read', env({ name: 'RUNAI_PROJECT', value: '$(X)' })],
    ['asks for a fraction', { metadata: { annotations: { 'gpu-fraction': '0.5' } } }],
    ['asks for memory', env({ name: 'RUNAI_GPU_MEMORY', value: '1' })],
    ['wants it by label', { metadata: { labels: { runai: ' TRUE ' } } }],
    ['has a GPU', { spec: { containers: [{ name: 'a', resources: { limits: { 'nvidia.com/gpu': 1 } } }] } }],
    [
      'has a GPU in an init container',
      { spec: { initContainers: [{ name: 'a', resources: { limits: { 'nvidia.com/gpu': '1' } } }] } },
    ],
    [
      'has a MIG slice',
      { spec: { containers: [{ name: 'a', resources: { limits: { 'nvidia.com/mig-1g.5gb': '1' } } }] } },
    ],
  ])('where one of its templates %s', (_, template) => {
    expect(wantsScheduler(read({}, {}, template))).toBe(true);
  });

  it.each<[string, Record<string, string>, TemplateJson]>([
    ['a template without anything', {}, {}],
    ['a template of null', {}, { metadata: null, spec: null }],
    ['a bare project label', { project: 'a' }, { metadata: { labels: { project: 'a' } } }],
    ['an amount that cannot be read', {}, env({ name: 'RUNAI_GPU_FRACTION', valueFrom: {} })],
    ['runai: "false"', {}, { metadata: { labels: { runai: 'false' } } }],
    ['another scheduler', {}, { spec: { schedulerName: 'default-scheduler' } }],
    ['a limit of 0', {}, { spec: { containers: [{ name: 'a', resources: { limits: { 'nvidia.com/gpu': 0 } } }] } }],
  ])('not for %s', (_, labels, template) => {
    expect(wantsScheduler(read(labels, template))).toBe(false);
  });
});
