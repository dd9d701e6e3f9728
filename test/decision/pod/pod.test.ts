import { describe, expect, it } from 'vitest';
import { envOf, hasEnv, initContainersOf } from '../../../src/decision/pod/containers.ts';
import { annotationsOf, apiGroupOf, labelsOf, ownerOfKind, ownersOf } from '../../../src/decision/pod/pod.ts';
import { container, owner, pod, secretEnv } from '../../support/pods.ts';

describe('what a pod does not say', () => {
  it.each([undefined, null])('counts as empty, be it absent or null: %s', (nothing) => {
    const sample = {
      metadata: { labels: nothing, annotations: nothing, ownerReferences: nothing },
      spec: { containers: [{ name: 'a', env: nothing }], initContainers: nothing },
    };
    expect([
      labelsOf(sample),
      annotationsOf(sample),
      ownersOf(sample),
      initContainersOf(sample),
      envOf(sample.spec.containers[0] ?? { name: '' }),
    ]).toEqual([{}, {}, [], [], []]);
  });
});

describe('an API group', () => {
  it.each([
    ['apps/v1', 'apps'],
    ['v1', ''],
    ['argoproj.io/v1alpha1', 'argoproj.io'],
    ['', ''],
  ])('of %j is %j', (apiVersion, group) => {
    expect(apiGroupOf(apiVersion)).toBe(group);
  });
});

describe('an owner', () => {
  const sample = pod({ owner: owner('apps/v1', 'StatefulSet', 'nb') });
  it.each([
    ['apps', ['StatefulSet'], 'nb'],
    ['apps', ['Deployment', 'StatefulSet'], 'nb'],
    ['apps', ['Deployment'], undefined],
    ['', ['StatefulSet'], undefined],
  ])('of group %j and kinds %j is %j', (group, kinds, name) => {
    expect(ownerOfKind(sample, group, new Set(kinds))?.name).toBe(name);
  });
});

describe('a variable', () => {
  it('is there whether it can be read or not', () => {
    const both = container('a', { env: [{ name: 'X', value: '' }, secretEnv('Y')] });
    expect([hasEnv(both, 'X'), hasEnv(both, 'Y'), hasEnv(both, 'Z')]).toEqual([true, true, false]);
  });
});
