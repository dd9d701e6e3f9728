import fc from 'fast-check';
import jsonPatch from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { readPod } from '../../src/admission/pod-schema.ts';
import { respond } from '../../src/admission/response.ts';
import { judgePod, refusalIn } from '../../src/admission/verdict.ts';
import { decide } from '../../src/decision/decide.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import { type Admission, admissionOf } from '../support/admission.ts';
import { anyPod } from '../support/arbitrary-pods.ts';
import { anyWorld } from '../support/arbitrary-worlds.ts';
import { withoutOwned } from '../support/owned-paths.ts';
import { NAMESPACE } from '../support/pods.ts';
import { runs } from '../support/runs.ts';
import { settings, surroundings, type World } from '../support/world.ts';

/** Of each law, with other pods every time; about a second. A slow machine looks at fewer pods rather than fail. */
const RUNS = runs(1500);

function admitted(pod: PodJson, world: World): Admission {
  const chosen = settings(world.settings);
  return admissionOf(pod, judgePod(pod, NAMESPACE, surroundings(world, chosen), chosen), chosen);
}

function law(sentence: string, holds: (seen: Admission, pod: PodJson, world: World) => void): void {
  it(sentence, () => {
    fc.assert(
      fc.property(anyPod, anyWorld, (pod, world) => holds(admitted(pod, world), pod, world)),
      RUNS,
    );
  });
}

describe('for every pod, in every namespace, under all settings', () => {
  // Applying is part of `admitted`: it throws where the patch does not fit.
  law('the patch fits the pod strictly, and a lenient library applies it alike', ({ verdict, pod }, before) => {
    const lenient = jsonPatch.applyPatch(structuredClone(before), structuredClone([...verdict.patch]), true);
    expect(lenient.newDocument).toEqual(pod);
  });

  law('the result is still a pod that can be read', ({ pod }) => {
    expect(readPod(pod)).toMatchObject({ ok: true });
  });

  law('everything that the program does not own stays as it was sent', ({ pod }, before, world) => {
    const chosen = settings(world.settings);
    expect(withoutOwned(pod, chosen)).toBe(withoutOwned(before, chosen));
  });

  law('a second pass over the result changes nothing, and refuses nothing that was allowed', (seen, _, world) => {
    const again = admitted(seen.pod, world);
    if (refusalIn(seen.verdict) === undefined) {
      expect([again.verdict.patch, refusalIn(again.verdict)]).toEqual([[], undefined]);
    }
  });

  law('the same pod always gets the same decision, and is not touched by deciding', ({ verdict }, pod, world) => {
    const chosen = settings(world.settings);
    const before = JSON.stringify(pod);
    expect(decide(pod, NAMESPACE, surroundings(world, chosen), chosen)).toEqual(verdict.decision);
    expect(JSON.stringify(pod)).toBe(before);
  });

  law('a warning fits into one line of 120 characters and says whose it is', ({ verdict }) => {
    for (const warning of verdict.warnings) {
      expect(warning).toMatch(/^gpu-fraction-webhook: [a-z-]+: \P{Cc}+$/u);
      expect(warning.length).toBeLessThanOrEqual(120);
      expect(warning.isWellFormed()).toBe(true);
    }
  });

  law('the decision annotation is one line', ({ decision, verdict }) => {
    if (verdict.patch.length > 0) {
      expect(decision).toMatch(/^(routed|left alone) \([a-z-]+\): \P{Cc}+$/u);
      expect(decision?.isWellFormed()).toBe(true);
    }
  });

  law('a refused or skipped pod has no patch, but for the GPU annotations of a cached step', ({ verdict }) => {
    if (verdict.outcome === 'denied' || verdict.outcome === 'skipped') {
      expect(verdict.patch).toEqual([]);
    }
    if (verdict.decision?.kind === 'leave-alone' && verdict.patch.length > 0) {
      expect(verdict.reason).toBe('cache-hit');
    }
  });

  law('only strings, or maps of strings, are written', ({ verdict }) => {
    for (const operation of verdict.patch) {
      if ('value' in operation) {
        expect(isStrings(operation.value), JSON.stringify(operation)).toBe(true);
      }
    }
  });

  law(
    'a share is written as the schedulers read it, and stands beside no whole GPU',
    ({ verdict, annotations, gpu }) => {
      const { decision } = verdict;
      if (decision?.kind === 'route' && decision.gpu.kind === 'asked' && decision.gpu.amount.kind !== 'whole') {
        expect(gpu).toEqual({});
        expect(Object.keys(annotations)).toContain('gpu-fraction-container-name');
        expect('gpu-fraction' in annotations).not.toBe('gpu-memory' in annotations);
      }
    },
  );

  law(
    'a routed pod has a canonical fraction, where no PodDefault is about to spell it',
    ({ verdict, annotations }, _, world) => {
      const fraction = annotations['gpu-fraction'];
      if (verdict.decision?.kind === 'route' && fraction !== undefined && (world.objects ?? []).length === 0) {
        expect(fraction).toMatch(/^0\.(\d?[1-9])$/);
      }
    },
  );

  law(
    'a routed pod has the scheduler, and never loses or changes a label',
    ({ verdict, pod, schedulerName }, before, world) => {
      if (verdict.decision?.kind === 'route') {
        expect(schedulerName).toBe(settings(world.settings).schedulerName);
      }
      expect({ ...pod.metadata.labels, ...before.metadata.labels }).toEqual({ ...pod.metadata.labels });
    },
  );

  law('an answer has a patch and its type, or neither, and a status only with a refusal', ({ verdict }) => {
    const { response } = respond('uid', verdict);
    expect('patch' in response).toBe('patchType' in response);
    expect('status' in response).toBe(!response.allowed);
    expect(response.allowed || !('patch' in response)).toBe(true);
  });
});

function isStrings(value: unknown): boolean {
  return (
    typeof value === 'string' || (typeof value === 'object' && value !== null && Object.values(value).every(isStrings))
  );
}
