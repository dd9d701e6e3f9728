import { describe, expect, it } from 'vitest';
import { readableValue, readEnvironment } from '../../../src/decision/pod/environment.ts';
import type { EnvVar } from '../../../src/decision/pod/pod.ts';
import { admit, NONE } from '../../support/admission.ts';
import { container, secretEnv } from '../../support/pods.ts';
import { ofProject, PROFILE, podDefault } from '../../support/world.ts';

const project = (env: Omit<EnvVar, 'name'>): EnvVar => ({ name: 'RUNAI_PROJECT', ...env });

describe('the value of an environment variable', () => {
  it.each<[string, Omit<EnvVar, 'name'>, string]>([
    ['is what stands there', { value: 'team-a' }, 'team-a'],
    ['is read without the blanks around it', { value: ' team-a\n' }, 'team-a'],
    ['may have a dollar sign', { value: '$HOME' }, '$HOME'],
    ['may have an open reference', { value: '$(HOME' }, '$(HOME'],
    ['may have a closing bracket before the reference', { value: ')$(' }, ')$('],
    ['is empty where none is given', {}, ''],
    ['is empty where it is null', { value: null }, ''],
    ['counts beside an empty valueFrom', { value: 'team-a', valueFrom: null }, 'team-a'],
  ])('%s', (_, env, value) => {
    expect(readableValue(project(env))).toBe(value);
  });

  it.each<[string, Omit<EnvVar, 'name'>]>([
    ['a Secret', { valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
    ['a ConfigMap', { valueFrom: { configMapKeyRef: { name: 's', key: 'k' } } }],
    ['a field of the pod', { valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } }],
    ['another variable', { value: '$(TEAM)' }],
    ['another variable in the middle', { value: 'team-$(X)-a' }],
    ['a reference behind an unfinished one', { value: '$( $(X)' }],
  ])('is not known at admission where it comes from %s', (_, env) => {
    expect(readableValue(project(env))).toBeUndefined();
  });

  it('is read in time, however long it is', () => {
    expect(readableValue(project({ value: '$('.repeat(500_000) }))).toHaveLength(1_000_000);
  });
});

describe('the environment of a pod', () => {
  it('is that of all regular containers, in their order', () => {
    const containers = [
      container('a', { env: { RUNAI_PROJECT: 'x', PATH: '/' } }),
      container('b', { env: { RUNAI_GPU_MEMORY: '1' } }),
    ];
    expect(readEnvironment(containers)).toEqual([
      { container: 'a', values: new Map([['RUNAI_PROJECT', 'x']]) },
      { container: 'b', values: new Map([['RUNAI_GPU_MEMORY', '1']]) },
    ]);
  });

  it('holds the last of two values under one name, as Kubernetes does', () => {
    const env = [project({ value: 'first' }), { name: 'RUNAI_GPU_FRACTION', value: '0.5' }, project({ value: 'last' })];
    const other = container('b', { env: [project({ value: 'other' })] });
    expect(readEnvironment([container('a', { env }), other])).toEqual([
      {
        container: 'a',
        values: new Map([
          ['RUNAI_PROJECT', 'last'],
          ['RUNAI_GPU_FRACTION', '0.5'],
        ]),
      },
      { container: 'b', values: new Map([['RUNAI_PROJECT', 'other']]) },
    ]);
  });

  it('does not hold what init containers have, since KubeRay copies it there', () => {
    const initContainers = [container('wait-gcs-ready', { env: { RUNAI_PROJECT: 'a', RUNAI_GPU_FRACTION: '0.5' } })];
    expect(admit({ initContainers })).toMatchObject({ outcome: 'skipped', reason: 'nothing-asked' });
  });

  it('does not hold what comes by envFrom', () => {
    const containers = [{ ...container('main'), envFrom: [{ configMapRef: { name: 'RUNAI_PROJECT' } }] }];
    expect(admit({ containers })).toMatchObject({ outcome: 'skipped', reason: 'nothing-asked', warnings: [] });
  });
});

describe('a project that admission cannot read', () => {
  const containers = [container('main', { env: [secretEnv('RUNAI_PROJECT')] })];

  it('still asks for the scheduler, and the search goes on to the namespace', () => {
    expect(admit({ containers }, { namespace: ofProject('team-a') })).toMatchObject({
      reason: 'asked',
      project: 'team-a',
      warnings: ['unreadable-env'],
    });
  });

  it('is passed over for the next container that has a plain value', () => {
    const both = [...containers, container('other', { env: { RUNAI_PROJECT: 'team-a' } })];
    expect(admit({ containers: both })).toMatchObject({ project: 'team-a', warnings: ['unreadable-env'] });
  });

  it('is not spoken of where a higher source has the project', () => {
    expect(admit({ containers, labels: { project: 'team-a' } })).toMatchObject({ project: 'team-a', warnings: [] });
  });

  it('warns twice where no other source names one', () => {
    expect(admit({ containers })).toMatchObject({ outcome: 'mutated', warnings: ['unreadable-env', 'no-project'] });
  });

  it('may also come from a PodDefault', () => {
    const later = podDefault('later', { env: [secretEnv('RUNAI_PROJECT')] });
    expect(admit({}, { namespace: PROFILE, objects: [later] })).toMatchObject({
      reason: 'asked',
      warnings: ['unreadable-env', 'no-project'],
    });
  });
});

describe('an amount that admission cannot read', () => {
  it.each(['RUNAI_GPU_FRACTION', 'RUNAI_GPU_MEMORY'])('is no request, where it is %s alone', (name) => {
    expect(admit({ containers: [container('main', { env: [secretEnv(name)] })] })).toMatchObject({
      reason: 'nothing-asked',
    });
  });

  it('warns on a pod that is routed anyway, and gets nothing of a GPU', () => {
    const containers = [container('main', { env: [secretEnv('RUNAI_GPU_FRACTION'), project({ value: 'a' })] })];
    expect(admit({ containers })).toMatchObject({
      outcome: 'mutated',
      annotations: NONE,
      warnings: ['unreadable-env'],
    });
  });

  it('is passed over for a lower source that has a plain value', () => {
    const containers = [
      container('main', { env: [secretEnv('RUNAI_GPU_FRACTION'), project({ value: 'a' })] }),
      container('other', { env: { RUNAI_GPU_FRACTION: '0.5' } }),
    ];
    expect(admit({ containers })).toMatchObject({
      annotations: { 'gpu-fraction': '0.5' },
      warnings: ['unreadable-env'],
    });
  });
});
