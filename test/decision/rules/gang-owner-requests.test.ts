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

  it('leaves the project of a template to the pods of that template', () => {
    const objects = [rayCluster(template(), template({ labels: { RUNAI_PROJECT: 'green' } }), queue)];
    expect(admit(HEAD, { ...OF_BLUE, objects })).toMatchObject({ project: 'blue', warnings: [] });
    expect(admit(HEAD, { ...KAI, objects })).toMatchObject({ outcome: 'mutated', project: undefined, warnings: [] });
  });

  it('stands beside a project that the owner names too', () => {
    const objects = [rayCluster(template(), template(), queue, { RUNAI_PROJECT: 'blue' })];
    expect(admit(HEAD, { ...KAI, objects })).toMatchObject({ outcome: 'mutated', project: 'blue' });
  });

  it('takes a member along whose own label says another project, with a warning', () => {
    const seen = admit(withLabels(HEAD, { project: 'red' }), { ...OF_BLUE, objects: [cluster(queue)] });
    expect(seen).toMatchObject({ outcome: 'mutated', reason: 'gang-member', project: 'red' });
    expect(seen.warnings).toContain('owner-label-wins');
  });

  it('does not where the scheduler reads projects first', () => {
    const objects = [cluster({ 'runai/queue': 'blue' })];
    const seen = admit(withLabels(HEAD, { project: 'red' }), { namespace: ofProject('blue'), objects });
    expect(seen).toMatchObject({ outcome: 'skipped', reason: 'label-not-of-namespace' });
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

describe('a queue on one template of a gang', () => {
  const settings = { flavour: 'kai', queueLabel: true } as const;
  const named = (queue: string): object =>
    rayCluster(template(), template({ labels: { RUNAI_PROJECT: 'blue', 'kai.scheduler/queue': queue } }));

  it.each<[string, World, string]>([
    ['its own', { ...OF_BLUE, namespaceAnnotations: { 'gpu-fraction-webhook/queues': 'shared' } }, 'shared'],
    ['any, where the namespace has no project', KAI, 'shared'],
    ['the project’s, where it may not use that one', OF_BLUE, 'blue'],
  ])('is written on the others: %s', (_, world, queue) => {
    const seen = admit(HEAD, { ...world, settings, objects: [named('shared')] });
    expect(seen.pod.metadata.labels).toMatchObject({ 'kai.scheduler/queue': queue });
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

  it('is left alone as a whole too for a label on a template where the namespace has no project', () => {
    const of = world({}, template({ gpus: 1, labels: { project: 'red' } }));
    for (const member of [HEAD, WORKER, withLabels(WORKER, { project: 'red' })]) {
      expect(admit(member, { ...of, namespace: {} })).toMatchObject({ reason: 'label-not-of-namespace' });
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
      if (reason === 'foreign-queue') {
        expect(seen.message).toContain('kai.scheduler/node-pool=<pool> on each member');
      }
    }
  });

  it.each<[string, Record<string, string>, string]>([
    ['project', { project: 'red' }, 'foreign-project'],
    ['queue', { 'kai.scheduler/queue': 'red' }, 'foreign-queue'],
  ])('is refused for a foreign %s of its owner also where a member has a label of its own', (_, labels, reason) => {
    const objects = [rayCluster(template(), asks, labels)];
    expect(admit(withLabels(HEAD, { project: 'green' }), { ...OF_BLUE, objects })).toMatchObject({ reason, code: 403 });
  });

  it('takes a member along whose own queue is not read before that of its owner', () => {
    const objects = [rayCluster(template(), asks, { 'kai.scheduler/queue': 'blue' })];
    expect(admit(withLabels(HEAD, { 'kai.scheduler/queue': 'red' }), { ...OF_BLUE, objects })).toMatchObject({
      outcome: 'mutated',
      reason: 'gang-member',
      warnings: ['foreign-label-unread'],
    });
  });

  it('still leaves a member alone whose own label is only book-keeping', () => {
    const objects = [rayCluster(template(), asks)];
    expect(admit(withLabels(HEAD, { project: 'red' }), { ...OF_BLUE, objects })).toMatchObject({
      outcome: 'skipped',
      reason: 'label-not-of-namespace',
    });
  });
});
