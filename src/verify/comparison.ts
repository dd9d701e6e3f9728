import { readPod } from '../admission/pod-schema.ts';
import type { DryRunAnswer } from '../cluster/dry-run.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import { PROGRAM } from '../decision/vocabulary.ts';
import type { Expectation } from './expectation.ts';
import { isOnlyOurs, type OwnedFields, ownedFields, wroteDecision } from './owned-fields.ts';

/** What came of a pod, as far as it is this program's business. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly fields: OwnedFields; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly code: number; readonly message: string };

/** What was expected and what came, as sentences for people; `isMet` where the one is the other. */
export interface Comparison {
  readonly isMet: boolean;
  readonly expected: readonly string[];
  readonly came: readonly string[];
}

export function outcomeOf(answer: DryRunAnswer, settings: DecisionSettings): Outcome {
  if (answer.kind === 'refused') {
    return answer;
  }
  const reading = readPod(answer.object);
  const fields: OwnedFields = reading.ok ? ownedFields(reading.pod, settings) : new Map();
  const warnings = answer.warnings.filter((warning) => warning.startsWith(`${PROGRAM}: `));
  return { kind: 'accepted', fields, warnings };
}

/** Only fields that this program owns are compared: other webhooks may add what is theirs. */
export function compare(expectation: Expectation, outcome: Outcome): Comparison {
  switch (expectation.kind) {
    case 'refused':
      return {
        isMet: outcome.kind === 'refused' && outcome.message.includes(expectation.message),
        expected: [`refused: ${expectation.message}`],
        came: describe(outcome, []),
      };
    case 'unchanged':
      return {
        isMet:
          outcome.kind === 'accepted' &&
          !wroteDecision(outcome.fields) &&
          expectation.warnings.every((warning) => outcome.warnings.includes(warning)),
        expected: ['accepted as it is', ...expectation.warnings.map(warned)],
        came: describe(outcome, writtenIn(outcome)),
      };
    case 'changed': {
      const fields = [...expectation.fields.keys(), ...additional(expectation.fields, outcome)];
      return {
        isMet:
          outcome.kind === 'accepted' &&
          fields.every((field) => outcome.fields.get(field) === expectation.fields.get(field)),
        expected: fields.map((field) => value(field, expectation.fields)),
        came: describe(outcome, fields),
      };
    }
  }
}

/** Fields of a pod that this program changed. */
const writtenIn = (outcome: Outcome): readonly string[] =>
  outcome.kind === 'accepted' && wroteDecision(outcome.fields) ? [...outcome.fields.keys()] : [];

/** A GPU limit or annotation beside those that were decided would change what the pod gets. */
const additional = (expected: OwnedFields, outcome: Outcome): readonly string[] =>
  outcome.kind === 'accepted'
    ? [...outcome.fields.keys()].filter((field) => isOnlyOurs(field) && !expected.has(field))
    : [];

function describe(outcome: Outcome, fields: readonly string[]): readonly string[] {
  if (outcome.kind === 'refused') {
    return [`refused (${outcome.code}): ${outcome.message}`];
  }
  const seen = fields.map((field) => value(field, outcome.fields));
  return [...(seen.length === 0 ? ['accepted as it is'] : seen), ...outcome.warnings.map(warned)];
}

const value = (field: string, fields: OwnedFields): string => `${field}: ${fields.get(field) ?? '(none)'}`;

const warned = (warning: string): string => `warning: ${warning}`;
