import jsonPatch from 'fast-json-patch';
import { auditWarnings, type Mode } from '../admission/mode.ts';
import { refusalStatus } from '../admission/refusal-status.ts';
import { judgePod, refusalIn } from '../admission/verdict.ts';
import type { Surroundings } from '../decision/known/surroundings.ts';
import type { PodJson } from '../decision/pod/pod.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import { INJECTION_ENABLED, INJECTION_LABEL } from '../decision/vocabulary.ts';
import { type OwnedFields, ownedFields } from './owned-fields.ts';

/** What must come of a pod by these settings. */
export type Expectation =
  | { readonly kind: 'changed'; readonly fields: OwnedFields }
  /** Nothing of this program's may be on it. */
  | { readonly kind: 'unchanged'; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string };

/** Asks the same core as the server. */
export function expectationOf(
  pod: PodJson,
  namespace: AssumedNamespace,
  settings: DecisionSettings,
  mode: Mode,
): Expectation {
  const verdict = judgePod(pod, namespace.name, surroundingsOf(namespace, settings), settings);
  if (mode === 'audit') {
    return { kind: 'unchanged', warnings: auditWarnings(verdict) };
  }
  const refusal = refusalIn(verdict);
  if (refusal !== undefined) {
    return { kind: 'refused', message: refusalStatus(refusal).message };
  }
  if (verdict.patch.length === 0) {
    return { kind: 'unchanged', warnings: verdict.warnings };
  }
  const { newDocument } = jsonPatch.applyPatch<PodJson>(pod, [...verdict.patch], false, false);
  return { kind: 'changed', fields: ownedFields(newDocument, settings) };
}

/** What has to be assumed of the namespace: whoever may create pods in it need not be able to read it. */
export interface AssumedNamespace {
  readonly name: string;
  /** The project that it belongs to, if it belongs to one. */
  readonly project: string | undefined;
}

const surroundingsOf = ({ name, project }: AssumedNamespace, settings: DecisionSettings): Surroundings => ({
  namespace: () => ({
    name,
    labels: {
      [INJECTION_LABEL]: INJECTION_ENABLED,
      ...(project !== undefined && { [settings.namespaceProjectLabel]: project }),
    },
    annotations: {},
  }),
  podDefaults: () => [],
  gangOwner: () => undefined,
});
