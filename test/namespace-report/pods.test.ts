import { describe, expect, it } from 'vitest';
import { type OptIn, optInOf } from '../../src/namespace-report/opt-in.ts';
import { type PodPlace, placeOf } from '../../src/namespace-report/pod-place.ts';
import { NAMESPACE, type PodParts, pod } from '../support/pods.ts';
import { settings, surroundings, type World } from '../support/world.ts';

const asking: PodParts = { env: { RUNAI_PROJECT: 'a', RUNAI_GPU_FRACTION: '0.5' } };
const wrong: PodParts = { env: { RUNAI_PROJECT: 'a', RUNAI_GPU_FRACTION: '1.5' } };
const notebook: PodParts = {
  gpus: 1,
  labels: { 'notebook-name': 'main', project: 'a' },
  owner: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'main' },
};

const out = (label?: string): World => ({ namespace: { 'runai-injection': label ?? 'no' } });
const ofA: World = { namespace: { 'runai/queue': 'a' } };

describe('a namespace', () => {
  it.each<[OptIn, World]>([
    ['label', {}],
    ['prefix', { ...out(), settings: { namespacePrefixes: [NAMESPACE.slice(0, 3)] } }],
    ['opted-out', { ...out('disabled'), settings: { namespacePrefixes: [NAMESPACE.slice(0, 3)] } }],
    ['no', out()],
    ['excluded', { settings: { excludedNamespaces: [NAMESPACE] } }],
    ['unknown', { namespace: null }],
  ])('is in by %s', (optIn, world) => {
    const chosen = settings(world.settings);
    expect(optInOf(NAMESPACE, surroundings(world, chosen).namespace(NAMESPACE), chosen)).toBe(optIn);
  });
});

describe('a stored pod', () => {
  it.each<[PodPlace, string, PodParts, World]>([
    ['routed', 'has the scheduler', { ...asking, schedulerName: 'runai-scheduler' }, {}],
    ['missed', 'asks, and is with another scheduler', asking, {}],
    ['missed', 'asks, and runs', { ...asking, nodeName: 'n' }, {}],
    ['missed', 'is GPU work of a namespace that opted in', notebook, ofA],
    ['missed', 'asks in a namespace that nobody opted in', asking, out()],
    ['missed', 'asks in a namespace that cannot be read', asking, { namespace: null }],
    ['unrefused', 'would be refused', wrong, {}],
    ['other', 'would be refused if somebody had opted in', wrong, out()],
    ['other', 'is GPU work where nobody opted in', notebook, { namespace: { ...out().namespace, ...ofA.namespace } }],
    ['other', 'asks where somebody opted out', asking, out('disabled')],
    ['other', 'asks for nothing', {}, {}],
    ['other', 'opted out itself', { ...asking, labels: { 'runai-injection': 'disabled' } }, {}],
    ['other', 'names another scheduler', { ...asking, schedulerName: 'volcano' }, {}],
  ])('counts as %s where it %s', (place, _, parts, world) => {
    const chosen = settings(world.settings);
    const known = surroundings(world, chosen);
    const optIn = optInOf(NAMESPACE, known.namespace(NAMESPACE), chosen);
    expect(placeOf(pod(parts), false, NAMESPACE, optIn, known, chosen)).toBe(place);
  });

  it.each<[PodPlace, string, PodParts]>([
    ['routed', 'had the scheduler', { ...asking, schedulerName: 'runai-scheduler' }],
    ['other', 'asked, and was with another one', asking],
    ['other', 'would be refused', wrong],
  ])('that is over counts as %s where it %s', (place, _, parts) => {
    const chosen = settings();
    expect(placeOf(pod(parts), true, NAMESPACE, 'label', surroundings({}, chosen), chosen)).toBe(place);
  });
});
