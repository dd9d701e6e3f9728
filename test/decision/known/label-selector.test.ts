import { describe, expect, it } from 'vitest';
import { selectorMatches } from '../../../src/decision/known/label-selector.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../../../src/decision/known/surroundings.ts';

const LABELS = { app: 'nb', tier: '' };

describe('a label selector', () => {
  it.each<[string, LabelSelector, boolean]>([
    ['an empty one', {}, true],
    ['one of null', { matchLabels: null, matchExpressions: null }, true],
    ['one of empty lists', { matchLabels: {}, matchExpressions: [] }, true],
    ['a label that is there', { matchLabels: { app: 'nb' } }, true],
    ['a label with another value', { matchLabels: { app: 'x' } }, false],
    ['a label that is not there', { matchLabels: { other: 'nb' } }, false],
    ['an empty value', { matchLabels: { tier: '' } }, true],
    ['an empty value of a label that is not there', { matchLabels: { other: '' } }, false],
    ['two labels, one of them wrong', { matchLabels: { app: 'nb', tier: 'x' } }, false],
    [
      'labels and expressions that hold',
      { matchLabels: { app: 'nb' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      true,
    ],
    [
      'labels that hold and expressions that do not',
      { matchLabels: { app: 'nb' }, matchExpressions: [{ key: 'x', operator: 'Exists' }] },
      false,
    ],
    [
      'expressions that hold and labels that do not',
      { matchLabels: { app: 'x' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      false,
    ],
    ['a label named like something every object has', { matchLabels: { constructor: 'x' } }, false],
  ])('decides on %s: %j → %j', (_, selector, matches) => {
    expect(selectorMatches(selector, LABELS)).toBe(matches);
  });

  it.each<[LabelSelectorRequirement, boolean]>([
    [{ key: 'app', operator: 'In', values: ['x', 'nb'] }, true],
    [{ key: 'app', operator: 'In', values: ['x'] }, false],
    [{ key: 'app', operator: 'In', values: [] }, false],
    [{ key: 'app', operator: 'In' }, false],
    [{ key: 'app', operator: 'In', values: null }, false],
    [{ key: 'other', operator: 'In', values: ['nb'] }, false],
    [{ key: 'tier', operator: 'In', values: [''] }, true],
    [{ key: 'app', operator: 'NotIn', values: ['x'] }, true],
    [{ key: 'app', operator: 'NotIn', values: ['nb'] }, false],
    [{ key: 'app', operator: 'NotIn' }, true],
    [{ key: 'other', operator: 'NotIn', values: ['nb'] }, true],
    [{ key: 'app', operator: 'Exists' }, true],
    [{ key: 'tier', operator: 'Exists' }, true],
    [{ key: 'other', operator: 'Exists' }, false],
    [{ key: 'toString', operator: 'Exists' }, false],
    [{ key: 'app', operator: 'DoesNotExist' }, false],
    [{ key: 'other', operator: 'DoesNotExist' }, true],
    [{ key: 'toString', operator: 'DoesNotExist' }, true],
  ])('decides on the expression %j as Kubernetes does: %j', (requirement, matches) => {
    expect(selectorMatches({ matchExpressions: [requirement] }, LABELS)).toBe(matches);
  });
});
