import { describe, expect, it } from 'vitest';
import { judgeObject, type Verdict } from '../../src/admission/verdict.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import { owner, pod } from '../support/pods.ts';
import { PROFILE, podDefault, rayCluster, settings, surroundings, template, type World } from '../support/world.ts';

/*
 * A look-up by a name from outside finds what somebody wrote there, and never what JavaScript gives to every object.
 */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);

/** JSON is the one way in which a pod arrives, and the one in which `__proto__` is a key like any other. */
const parsed = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const withKey = (map: Record<string, string>, key: string, value: string): Record<string, string> =>
  JSON.parse(
    `{${[...Object.entries(map), [key, value]].map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(',')}}`,
  );

function judged(sample: PodJson, world: World): Verdict {
  const chosen = settings(world.settings);
  return judgeObject(parsed(sample), 'alice', surroundings(world, chosen), chosen);
}

const KEYS = ['projectLabel', 'queueLabelKey', 'nodePoolLabel', 'namespaceProjectLabel'] as const;

describe.each(INHERITED.filter((name) => /^[A-Za-z]/.test(name)))('a setting that names the label %s', (name) => {
  it.each(KEYS)('as %s decides as any other name would', (key) => {
    const sample = pod({ labels: { runai: 'true' }, annotations: { 'gpu-fraction': '0.5' } });
    const objects = [rayCluster(template(), template({ gpus: 1 })), podDefault('later', { labels: { other: 'x' } })];
    const outcome = (label: string) => {
      const {
        outcome: became,
        reason,
        warnings,
      } = judged(sample, {
        namespace: PROFILE,
        objects,
        settings: { [key]: label, queueLabel: true },
      });
      return { became, reason, warnings };
    };
    expect(outcome(name)).toEqual(outcome('ordinary'));
    expect(outcome(name).became).toBe('mutated');
  });
});

describe.each(INHERITED)('%s', (name) => {
  const half = { annotations: { 'gpu-fraction': '0.5' } };

  it('is a label, an annotation and a resource like any other', () => {
    const sample = pod({ ...half, labels: withKey({ runai: 'true' }, name, 'x') });
    const annotated = pod({ annotations: withKey(half.annotations, name, 'x') });
    const limited = pod({ ...half, containers: [{ name: 'main', resources: { limits: withKey({}, name, '1') } }] });
    for (const one of [sample, annotated, limited]) {
      expect(judged(one, {})).toMatchObject({ outcome: 'mutated', reason: 'asked' });
    }
  });

  it('is no namespace, owner or container that anybody knows', () => {
    const chosen = settings();
    const known = surroundings({}, chosen);
    expect(known.namespace(name)).toBeUndefined();
    expect(known.podDefaults(name)).toEqual([]);
    expect(known.gangOwner('alice', { group: 'ray.io', kind: 'RayCluster', name })).toBeUndefined();
    const member = pod({ labels: { 'ray.io/node-type': 'head' }, owner: owner('ray.io/v1', 'RayCluster', name) });
    expect(judged(member, { namespace: { 'runai/queue': 'a' } })).toMatchObject({ reason: 'gang-member' });
    const aimed = pod({ annotations: { ...half.annotations, 'gpu-fraction-container-name': name } });
    expect(judged(aimed, {})).toMatchObject({ outcome: 'denied', reason: 'unknown-container' });
  });

  it('is no value that means anything', () => {
    expect(judged(pod({ annotations: { 'gpu-fraction': name } }), {})).toMatchObject({ reason: 'invalid-fraction' });
    expect(judged(pod({ annotations: { 'gpu-memory': `1${name}` } }), {})).toMatchObject({ reason: 'invalid-memory' });
  });
});
