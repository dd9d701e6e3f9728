import type { StringMap } from '../pod/pod.ts';
import type { LabelSelector, LabelSelectorRequirement } from './surroundings.ts';

/** Whether labels satisfy a selector as the API server would judge it; an empty selector matches everything. */
export function selectorMatches(selector: LabelSelector, labels: StringMap): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (!Object.hasOwn(labels, key) || labels[key] !== value) {
      return false;
    }
  }
  return (selector.matchExpressions ?? []).every((requirement) => requirementHolds(requirement, labels));
}

function requirementHolds({ key, operator, values }: LabelSelectorRequirement, labels: StringMap): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'In':
      return value !== undefined && (values ?? []).includes(value);
    case 'NotIn':
      // A label that is not there is not among the values: Kubernetes counts that as a match.
      return value === undefined || !(values ?? []).includes(value);
  }
}
