import { describe, expect, it } from 'vitest';
import { admit } from '../../support/admission.ts';
import { owner, type PodParts } from '../../support/pods.ts';
import { rayCluster, template, type World } from '../../support/world.ts';

/*
 * KAI's podgrouper takes the queue label of the owner, then of the pod, then the label `project` of the owner, then of
 * the pod. Run:ai's assigner takes the project first. The first hit is judged, and a foreign one further down is told.
 */

type Labels = Record<string, string>;

const worker = (labels: Labels): PodParts => ({
  owner: owner('ray.io/v1', 'RayCluster', 'cluster'),
  labels: { 'ray.io/node-type': 'worker', runai: 'true', ...labels },
});

const FLAVOURS = {
  kai: { queue: 'kai.scheduler/queue', pool: 'kai.scheduler/node-pool', namespace: 'kai/project' },
  runai: { queue: 'runai/queue', pool: 'runai/node-pool', namespace: 'runai/queue' },
} as const;

const ORDER = {
  kai: ['ownerQueue', 'podQueue', 'ownerProject', 'podProject'],
  runai: ['ownerProject', 'podProject', 'ownerQueue', 'podQueue'],
} as const;

type Place = (typeof ORDER)['kai'][number];

function seen(flavour: 'kai' | 'runai', values: Partial<Record<Place, string>>, more: Partial<World> = {}) {
  const { queue, namespace } = FLAVOURS[flavour];
  const labels = (project: string | undefined, ofQueue: string | undefined): Labels => ({
    ...(project === undefined ? {} : { project }),
    ...(ofQueue === undefined ? {} : { [queue]: ofQueue }),
  });
  const objects = [
    rayCluster(template(), template({ labels: { runai: 'true' } }), labels(values.ownerProject, values.ownerQueue)),
  ];
  return admit(worker(labels(values.podProject, values.podQueue)), {
    namespace: { [namespace]: 'blue', ...more.namespace },
    settings: { flavour, ...more.settings },
    objects,
  });
}

describe.each(['kai', 'runai'] as const)('in the flavour %s', (flavour) => {
  const order = ORDER[flavour];

  // For Run:ai a routed pod always has a project label to read, if only the one that is written now.
  const judged = flavour === 'kai' ? order : order.slice(0, 2);

  it.each(judged.map((place, index) => [place, order.slice(index + 1)] as const))(
    'a foreign %s is refused, whatever stands further down',
    (place, below) => {
      const own = Object.fromEntries(below.map((lower) => [lower, 'blue']));
      expect(seen(flavour, { ...own, [place]: 'red' })).toMatchObject({
        outcome: 'denied',
        reason: place.endsWith('Queue') ? 'foreign-queue' : 'foreign-project',
        code: 403,
      });
    },
  );

  it.each(order.slice(1).map((place, index) => [place, order[index] as Place] as const))(
    'a foreign %s is only told below an own %s',
    (place, above) => {
      const { outcome, warnings } = seen(flavour, { [above]: 'blue', [place]: 'red' });
      expect(outcome).not.toBe('denied');
      expect(warnings).toContain('foreign-label-unread');
    },
  );

  it('nothing is told where all say the same', () => {
    const all = Object.fromEntries(order.map((place) => [place, 'blue']));
    expect(seen(flavour, all).warnings).toEqual([]);
  });
});

describe('a foreign queue in the flavour runai', () => {
  it('is only told on a pod that gets the project of its namespace', () => {
    expect(seen('runai', { podQueue: 'red' })).toMatchObject({
      outcome: 'mutated',
      project: 'blue',
      warnings: ['foreign-label-unread'],
    });
  });
});

describe('a queue that is allowed beside the project', () => {
  it.each<[string, Partial<World>]>([
    ['by default: default-queue', {}],
    ['by the setting', { settings: { quota: { allowedQueues: ['default-queue', 'shared'] } } }],
  ])('%s', (name, more) => {
    const queue = name.includes('setting') ? 'shared' : 'default-queue';
    expect(seen('kai', { podQueue: queue }, more)).toMatchObject({ outcome: 'mutated', warnings: [] });
    expect(seen('runai', { podQueue: queue }, more)).toMatchObject({ outcome: 'mutated', warnings: [] });
  });

  it('is not default-queue where the setting leaves it out', () => {
    const more = { settings: { quota: { allowedQueues: [] } } };
    expect(seen('kai', { podQueue: 'default-queue' }, more)).toMatchObject({ reason: 'foreign-queue', code: 403 });
  });

  it('may be named as the project too, where the scheduler makes the queue of it', () => {
    expect(seen('kai', { podProject: 'default-queue' })).toMatchObject({ outcome: 'mutated' });
    expect(seen('runai', { podProject: 'default-queue' })).toMatchObject({ reason: 'foreign-project', code: 403 });
  });

  it('with the pod’s pool is another queue', () => {
    const labels = { project: 'default-queue', 'kai.scheduler/node-pool': 'a100', runai: 'true' };
    const world = { namespace: { 'kai/project': 'blue' }, settings: { flavour: 'kai' } } as const;
    expect(admit({ labels }, world)).toMatchObject({ reason: 'foreign-project', code: 403 });
    const settings = { flavour: 'kai' as const, quota: { allowedQueues: ['default-queue-a100'] } };
    expect(admit({ labels }, { ...world, settings })).toMatchObject({ outcome: 'mutated' });
  });

  it.each([
    ['blue-a, blue-b', 'blue-b', true],
    [' blue-a ,, ', 'blue-a', true],
    ['blue-a', 'blue-b', false],
    ['', 'blue-b', false],
  ])('by the annotation %j of the namespace: %s, %s', (list, queue, isAllowed) => {
    const world = {
      namespace: { 'kai/project': 'blue' },
      namespaceAnnotations: { 'gpu-fraction-webhook/queues': list },
      settings: { flavour: 'kai' },
    } as const;
    const parts = { labels: { runai: 'true', 'kai.scheduler/queue': queue } };
    expect(admit(parts, world).outcome).toBe(isAllowed ? 'mutated' : 'denied');
  });
});
