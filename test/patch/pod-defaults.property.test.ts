import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePod, refusalIn } from '../../src/admission/verdict.ts';
import { podDefaultsOf } from '../../src/decision/known/pod-defaults.ts';
import { admissionOf } from '../support/admission.ts';
import { anyPod } from '../support/arbitrary-pods.ts';
import { anyWorld } from '../support/arbitrary-worlds.ts';
import { applyPodDefaults } from '../support/pod-default-webhook.ts';
import { NAMESPACE } from '../support/pods.ts';
import { runs } from '../support/runs.ts';
import { settings, surroundings } from '../support/world.ts';

describe('when Kubeflow applies its PodDefaults after this webhook, as with dashboard 2.0', () => {
  it('a pod whose sources agree, once routed, is not refused when the API server asks a second time', () => {
    fc.assert(
      fc.property(anyPod, anyWorld, (pod, world) => {
        const chosen = settings(world.settings);
        const known = surroundings(world, chosen);
        const first = admissionOf(pod, judgePod(pod, NAMESPACE, known, chosen), chosen);
        const { pending } = podDefaultsOf(pod, known.namespace(NAMESPACE)?.labels, known.podDefaults(NAMESPACE));
        const applied = pending.length === 0 ? undefined : applyPodDefaults(first.pod, pending);
        const { decision } = first.verdict;
        const routed =
          decision?.kind === 'route' && !decision.warnings.some(({ reason }) => reason === 'sources-disagree');
        if (routed && applied !== undefined) {
          const second = judgePod(applied, NAMESPACE, known, chosen);
          expect(refusalIn(second)).toBeUndefined();
        }
      }),
      runs(3000),
    );
  });
});
