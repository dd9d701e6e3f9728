import { describe, expect, it } from 'vitest';
import { admit, NONE } from '../../support/admission.ts';
import { HEAD, WORKER, withLabels } from '../../support/ray.ts';
import { ofProject, rayCluster, template, type World } from '../../support/world.ts';

const KAI = { settings: { flavour: 'kai' } } as const;
const OF_BLUE = { namespace: { 'kai/project': 'blue' }, ...KAI } as const;

/** A RayCluster of CPU pods that ask for nothing. */
const cluster = (labels: Record<string, string>, annotations: Record<string, string> = {}): object =>
  rayCluster(template(), template(), labels, annotations);

describe('a request on the owner of a gang itself', () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['label RUNAI_PROJECT', { RUNAI_PROJECT: 'blue' }, {}],
    ['annotation RUNAI_PROJECT', {}, { RUNAI_PROJECT: 'blue' }],
    ['label runai', { runai: 'true' }, {}],
    ['queue label', { 'kai.scheduler/queue': 'blue' }, {}],
    ['annotation gpu-fraction', {}, { 'gpu-fraction': '0.5' }],
    ['annotation gpu-memory', {}, { 'gpu-memory': '8192' }],
  ])('sends all members to the scheduler: %s', (_, labels, annotations) => {
    const world: World = { ...OF_BLUE, objects: [cluster(labels, annotations)] };
    for (const member of [HEAD, WORKER]) {
      expect(admit(member, world)).toMatchObject({ outcome: 'mutated', reason: 'gang-member', project: 'blue' });
    }
  });

  it.each<[string, Record<string, string>]>([
    ['the bare label project', { project: 'blue' }],
    ['the label runai: "false"', { runai: 'false' }],
    ['the queue label of another scheduler', { 'runai/queue': 'blue' }],
  ])('is none with %s', (_, labels) => {
    expect(admit(HEAD, { ...OF_BLUE, objects: [cluster(labels)] })).toMatchObject({
      outcome: 'skipped',
      reason: 'nothing-asked',
    });
  });

  it('gives nobody a share, and a warning says where it belongs', () => {
    const seen = admit(WORKER, { ...OF_BLUE, objects: [cluster({}, { 'gpu-fraction': '0.5' })] });
    expect(seen).toMatchObject({ annotations: NONE, warnings: ['amount-on-owner'] });
    expect(seen.warningTexts[0]).toContain(
      'annotation gpu-fraction of RayCluster cluster reaches no pod; use the template',
    );
  });

  it('is not spoken of on a member that has an amount of its own', () => {
    const worker = { ...WORKER, annotations: { 'gpu-fraction': '0.25' } };
    const seen = admit(worker, { ...OF_BLUE, objects: [cluster({}, { 'gpu-fraction': '0.5' })] });
    expect(seen).toMatchObject({ annotations: { 'gpu-fraction': '0.25' }, warnings: [] });
  });
});

describe('a queue that the owner of a gang names', () => {
  const queue = { 'kai.scheduler/queue': 'blue' };

  it('is enough for all members, and is told instead of a project', () => {
    const seen = admit(HEAD, { ...KAI, objects: [cluster(queue)] });
    expect(seen).toMatchObject({ outcome: 'mutated', project: undefined, warnings: [] });
    expect(seen.decision).toBe('routed (gang-member): queue blue, from RayCluster cluster');
  });

  it('stands beside the project of the namespace', () => {
    const seen = admit(HEAD, { ...OF_BLUE, objects: [cluster(queue)] });
    expect(seen.project).toBe('blue');
    expect(seen.decision).toContain(
      'project blue from label kai/project of the namespace; queue blue, from RayCluster',
    );
  });

  it('is not written on its members, where queues are written at all', () => {
    const settings = { flavour: 'kai', queueLabel: true } as const;
    const ofBlue = { ...OF_BLUE, settings };
    expect(admit(HEAD, { ...ofBlue, objects: [cluster(queue)] }).pod.metadata.labels).not.toHaveProperty(
      'kai.scheduler/queue',
    );
    expect(admit(HEAD, { ...ofBlue, objects: [cluster({ runai: 'true' })] }).pod.metadata.labels).toMatchObject(queue);
  });

  it('is told where the project of the pod disagrees with it', () => {
    const seen = admit(withLabels(HEAD, { RUNAI_PROJECT: 'red' }), { ...KAI, objects: [cluster(queue)] });
    expect(seen).toMatchObject({ outcome: 'mutated', project: 'red', warnings: ['owner-label-wins'] });
    expect(seen.warningTexts[0]).toContain('the scheduler reads blue of RayCluster cluster, not red');
  });

  it('may be the queue of the pool that the pod names', () => {
    const objects = [cluster({ 'kai.scheduler/queue': 'blue-a100' })];
    const asks = { RUNAI_PROJECT: 'blue', 'kai.scheduler/node-pool': 'a100' };
    expect(admit(withLabels(HEAD, asks), { ...OF_BLUE, objects }).warnings).toEqual([]);
  });

  it('on a template is enough for the other members too', () => {
    const objects = [rayCluster(template(), template({ labels: queue, gpus: 1 }))];
    expect(admit(HEAD, { ...KAI, objects })).toMatchObject({ outcome: 'mutated', warnings: [] });
  });
});

describe('the label project of a known owner', () => {
  const asks = template({ labels: { runai: 'true' } });
  const objects = [rayCluster(template(), asks, { project: 'blue' })];

  it('holds for its members', () => {
    expect(admit(HEAD, { objects })).toMatchObject({ outcome: 'mutated', project: 'blue', warnings: [] });
  });

  it('leaves another label on a pod as it is, and a warning says which one the scheduler reads', () => {
    const seen = admit(withLabels(WORKER, { runai: 'true', project: 'red' }), { objects });
    expect(seen).toMatchObject({ outcome: 'mutated', project: 'red', warnings: ['owner-label-wins'] });
    expect(seen.warningTexts[0]).toContain('the scheduler reads blue of RayCluster cluster, not red');
  });

  it('wins over what the pod asks for in another way', () => {
    const seen = admit({ ...WORKER, env: { RUNAI_PROJECT: 'red' } }, { objects });
    expect(seen).toMatchObject({ project: 'blue', warnings: ['sources-disagree'] });
  });

  it('makes what cannot be read on the pod of no interest', () => {
    const containers = [{ name: 'ray', env: [{ name: 'RUNAI_PROJECT', valueFrom: {} }] }];
    expect(admit({ ...WORKER, containers }, { objects })).toMatchObject({ project: 'blue', warnings: [] });
  });
});

describe('a gang in which nobody asked', () => {
  const world = (labels: Record<string, string>, worker: object = template({ gpus: 1 })): World => ({
    namespace: ofProject('blue'),
    objects: [rayCluster(template(), worker, labels)],
  });

  it.each<[string, World]>([
    ['project of its owner', world({ project: 'red' })],
    ['queue on a template', world({}, template({ gpus: 1, labels: { 'runai/queue': 'red' } }))],
    ['project on a template', world({}, template({ gpus: 1, labels: { project: 'red' } }))],
  ])('is left alone as a whole for a foreign %s', (_, of) => {
    for (const member of [HEAD, WORKER]) {
      expect(admit(member, of)).toMatchObject({
        outcome: 'skipped',
        reason: 'label-not-of-namespace',
        warnings: ['label-not-of-namespace'],
      });
    }
  });

  it('goes where its owner’s label is the namespace’s', () => {
    expect(admit(HEAD, world({ project: 'blue' }))).toMatchObject({ reason: 'gang-member', project: 'blue' });
    expect(admit(HEAD, world({}, template({ gpus: 1, labels: { project: 'blue' } })))).toMatchObject({
      reason: 'gang-member',
    });
  });

  it('goes where its templates name the queue of their own pool', () => {
    const labels = { 'runai/queue': 'blue-a100', 'runai/node-pool': 'a100' };
    expect(admit(HEAD, world({}, template({ gpus: 1, labels })))).toMatchObject({ reason: 'gang-member' });
  });
});

describe('a gang in which somebody asked', () => {
  const asks = template({ labels: { runai: 'true' } });

  it.each<[string, Record<string, string>, string]>([
    ['project', { project: 'red' }, 'foreign-project'],
    ['queue', { 'kai.scheduler/queue': 'red' }, 'foreign-queue'],
    ['queue of a pool that the pods do not name', { 'kai.scheduler/queue': 'blue-a100' }, 'foreign-queue'],
  ])('is refused, every member, for a foreign %s of its owner', (_, labels, reason) => {
    for (const member of [HEAD, WORKER]) {
      const seen = admit(member, { ...OF_BLUE, objects: [rayCluster(template(), asks, labels)] });
      expect(seen).toMatchObject({ outcome: 'denied', reason, code: 403 });
      expect(seen.message).toContain('of RayCluster cluster');
    }
  });

  it('still leaves a member alone whose own label is only book-keeping', () => {
    const objects = [rayCluster(template(), asks)];
    expect(admit(withLabels(HEAD, { project: 'red' }), { ...OF_BLUE, objects })).toMatchObject({
      outcome: 'skipped',
      reason: 'label-not-of-namespace',
    });
  });
});
