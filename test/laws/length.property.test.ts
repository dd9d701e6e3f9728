import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { respond } from '../../src/admission/response.ts';
import { judgePod } from '../../src/admission/verdict.ts';
import type { PodJson, StringMap } from '../../src/decision/pod/pod.ts';
import { admissionOf } from '../support/admission.ts';
import { NAMESPACE } from '../support/pods.ts';
import { runs } from '../support/runs.ts';
import { ofProject, PROFILE, podDefault, rayCluster, settings, surroundings, template } from '../support/world.ts';

/*
 * Nothing limits names and values before admission. What is said of them is limited all the same, and stays one line
 * that shows what it is.
 */
const MAX_WARNING = 120;
const MAX_MESSAGE = 1000;
const MAX_DECISION = 1000;
const MAX_AUDIT = 253;

/** Long, wide, turning, invisible and broken texts; and sensible ones, so that all paths are taken. */
const text = fc.oneof(
  fc.constantFrom('0.5', 'team-a', 'team-b', 'true', '2', 'half', 'main', ''),
  fc
    .tuple(
      fc.constantFrom('x', '😀', '\u202e', '\u0000', '\n', '1', 'ä', '\ud83d', '{{', '\u2028'),
      fc.nat({ max: 3000 }),
    )
    .map(([unit, count]) => unit.repeat(count)),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

const maybe = (keys: readonly string[]): fc.Arbitrary<StringMap> =>
  fc.dictionary(fc.constantFrom(...keys), text, { noNullPrototype: true, maxKeys: keys.length });

const anyPod = fc
  .record({
    labels: maybe(['project', 'RUNAI_PROJECT', 'gpu-fraction', 'runai', 'runai/queue', 'runai/node-pool']),
    annotations: maybe(['gpu-fraction', 'gpu-memory', 'gpu-fraction-num-devices', 'gpu-fraction-container-name']),
    env: maybe(['RUNAI_PROJECT', 'RUNAI_GPU_FRACTION', 'RUNAI_GPU_MEMORY']),
    names: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
    limits: maybe(['nvidia.com/gpu', 'amd.com/gpu', 'nvidia.com/mig-1g.5gb']),
    schedulerName: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, text),
    ray: fc.boolean(),
    owner: text,
  })
  .map(({ labels, annotations, env, names, limits, schedulerName, ray, owner }): PodJson => {
    const containers = names.map((name, index) => ({
      name,
      ...(index === 0 ? { env: Object.entries(env).map(([key, value]) => ({ name: key, value })) } : {}),
      ...(index === names.length - 1 ? { resources: { limits } } : {}),
    }));
    return {
      metadata: {
        labels: { ...labels, ...(ray ? { 'ray.io/node-type': 'worker', 'ray.io/cluster': owner } : {}) },
        annotations,
      },
      spec: { schedulerName, containers },
    };
  });

const anyWorld = fc.record({ project: text, owned: text, queue: text, set: text, name: text }).map((made) => ({
  namespace: { ...ofProject(made.project), ...PROFILE },
  objects: [
    podDefault(made.name, { labels: { project: made.set }, annotations: { 'gpu-fraction': made.set } }),
    rayCluster(template(), template({ labels: { runai: 'true' } }), { project: made.owned, 'runai/queue': made.queue }),
  ],
}));

/** What a terminal obeys, or what cannot be seen there. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

function expectLine(line: string, limit: number): void {
  expect(line.length).toBeLessThanOrEqual(limit);
  expect(line).not.toMatch(UNPRINTABLE);
  expect(line.isWellFormed()).toBe(true);
}

describe('whatever is written into a pod', () => {
  it('every message, warning and annotation stays one printable line within its limit', () => {
    fc.assert(
      fc.property(anyPod, anyWorld, fc.constantFrom('deny', 'warn'), (pod, world, onInvalid) => {
        const chosen = settings({ onInvalid, projectGuard: onInvalid });
        const verdict = judgePod(pod, NAMESPACE, surroundings(world, chosen), chosen);
        for (const mode of ['enforce', 'audit'] as const) {
          const { status, warnings = [], auditAnnotations } = respond('u', verdict, mode).response;
          expectLine(status?.message ?? '', MAX_MESSAGE);
          for (const warning of warnings) {
            expectLine(warning, MAX_WARNING);
          }
          for (const value of Object.values(auditAnnotations)) {
            expectLine(value, MAX_AUDIT);
          }
        }
        expectLine(admissionOf(pod, verdict, chosen).decision ?? '', MAX_DECISION);
      }),
      runs(2000, 20),
    );
  });
});
