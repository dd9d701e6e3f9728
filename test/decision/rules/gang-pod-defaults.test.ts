import { describe, expect, it } from 'vitest';
import { admit } from '../../support/admission.ts';
import { owner, type PodParts } from '../../support/pods.ts';
import { ofProject, PROFILE, podDefault, rayCluster, template, traceOf, type World } from '../../support/world.ts';

/*
 * In Kubeflow people pick a PodDefault by a label on one template. What it sets stands on no template, and half a gang
 * never starts.
 */

const OF_CLUSTER = { owner: owner('ray.io/v1', 'RayCluster', 'cluster') };
const HEAD: PodParts = { ...OF_CLUSTER, labels: { 'ray.io/node-type': 'head' } };
const PICKED = { 'gpu-half': 'true' };
const WORKER: PodParts = { ...OF_CLUSTER, labels: { 'ray.io/node-type': 'worker', ...PICKED } };
const ENV = { RUNAI_PROJECT: 'blue', RUNAI_GPU_FRACTION: '0.5' };

const world = (sets: object, more: Partial<World> = {}, worker: object = template({ labels: PICKED })): World => ({
  namespace: { ...PROFILE, ...ofProject('blue') },
  objects: [rayCluster(template(), worker), podDefault('half', { matchLabels: PICKED, ...sets })],
  ...more,
});

describe('a PodDefault that reaches some members of a gang', () => {
  it.each<[string, object]>([
    ['a share', { env: { RUNAI_GPU_FRACTION: '0.5' } }],
    ['a share, as an annotation', { annotations: { 'gpu-fraction': '0.5' } }],
    ['memory', { labels: { 'gpu-memory': '8192' } }],
    ['a project', { env: { RUNAI_PROJECT: 'blue' } }],
    ['the scheduler', { labels: { runai: 'true' } }],
  ])('takes the others along where it asks for %s', (_, sets) => {
    expect(admit(HEAD, world(sets))).toMatchObject({
      outcome: 'mutated',
      reason: 'gang-member',
      project: 'blue',
      warnings: [],
    });
  });

  it('names the project for the others too', () => {
    const seen = admit(HEAD, world({ env: ENV }, { namespace: PROFILE }));
    expect(seen).toMatchObject({ outcome: 'mutated', project: 'blue', warnings: [] });
    expect(seen.decision).toContain('project blue from env RUNAI_PROJECT of PodDefault half');
  });

  it('takes the others along as well where it has been applied already', () => {
    const applied = { ...WORKER, annotations: traceOf('half'), env: ENV };
    expect(admit(applied, world({ env: ENV }))).toMatchObject({ reason: 'asked' });
    expect(admit(HEAD, world({ env: ENV }))).toMatchObject({ reason: 'gang-member' });
  });

  it('comes after the project that a template names', () => {
    const worker = template({ labels: { ...PICKED, RUNAI_PROJECT: 'blue' } });
    const seen = admit(HEAD, world({ env: { RUNAI_PROJECT: 'red' } }, {}, worker));
    expect(seen).toMatchObject({ outcome: 'mutated', project: 'blue' });
  });

  it('makes a foreign label of the owner a question of quota for every member', () => {
    const objects = [
      rayCluster(template(), template({ labels: PICKED }), { project: 'red' }),
      podDefault('half', { matchLabels: PICKED, env: { RUNAI_GPU_FRACTION: '0.5' } }),
    ];
    for (const member of [HEAD, WORKER]) {
      expect(admit(member, world({}, { objects }))).toMatchObject({ reason: 'foreign-project', code: 403 });
    }
  });

  it.each<[string, World]>([
    ['it asks for nothing', world({ env: { OTHER: 'x' } })],
    ['no template has its label', world({ env: ENV }, {}, template({ labels: { 'gpu-half': 'false' } }))],
    ['the namespace is no profile', world({ env: ENV }, { namespace: ofProject('blue') })],
    [
      'its template is left out',
      world(
        { env: ENV },
        {},
        template({ labels: PICKED, annotations: { 'poddefault.admission.kubeflow.org/exclude': 'true' } }),
      ),
    ],
  ])('takes nobody along where %s', (_, of) => {
    expect(admit(HEAD, of)).toMatchObject({ outcome: 'skipped', reason: 'nothing-asked' });
  });
});
