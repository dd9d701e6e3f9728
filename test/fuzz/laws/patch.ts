import type { Operation } from 'fast-json-patch';
import { readPod } from '../../../src/admission/pod-schema.ts';
import type { DecisionSettings } from '../../../src/decision/settings.ts';
import { withoutOwned } from '../../support/owned-paths.ts';
import { applyStrictly } from '../../support/strict-json-patch.ts';
import { Finding } from '../fuzz-target.ts';

/**
 * Applies a patch as the API server does.
 *
 * @returns the object after it
 * @throws Finding where it does not fit, changes what the program does not own, or leaves no pod
 */
export function checkPatch(before: unknown, patch: readonly Operation[], settings: DecisionSettings): unknown {
  const after = applied(before, patch);
  if (!readPod(after).ok) {
    throw new Finding(`no pod is left after the patch ${JSON.stringify(patch)}`);
  }
  if (withoutOwned(before, settings) !== withoutOwned(after, settings)) {
    throw new Finding(`the patch changes what is not owned: ${JSON.stringify(patch)}`);
  }
  return after;
}

function applied(before: unknown, patch: readonly Operation[]): unknown {
  try {
    return applyStrictly(before, patch);
  } catch (error) {
    throw new Finding(`the patch does not fit: ${(error as Error).message}: ${JSON.stringify(patch)}`);
  }
}
