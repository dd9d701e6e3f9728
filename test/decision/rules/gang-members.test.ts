import { describe, expect, it } from 'vitest';
import { admit } from '../../support/admission.ts';
import { HEAD, WORKER, withLabels } from '../../support/ray.ts';
import { ofProject, rayCluster, template } from '../../support/world.ts';

const IN_PROJECT = { namespace: ofProject('team-a') };

describe('a member of a gang', () => {
  it('follows the gang without asking', () => {
    expect(admit(HEAD, IN_PROJECT)).toMatchObject({
      outcome: 'mutated',
      reason: 'gang-member',
      project: 'team-a',
      warnings: [],
    });
    expect(admit(WORKER, IN_PROJECT)).toMatchObject({ outcome: 'mutated', reason: 'gang-member', project: 'team-a' });
  });

  it('is left alone where no project is known, with a warning that says where to name it', () => {
    for (const member of [HEAD, WORKER, { ...WORKER, gpus: 1 }]) {
      const seen = admit(member);
      expect(seen).toMatchObject({ outcome: 'skipped', reason: 'no-project', warnings: ['no-project'] });
      expect(seen.warningTexts[0]).toMatch(/every template of the gang or on the namespace/);
    }
  });

  it('gets the same warning where it asks itself', () => {
    const seen = admit({ ...WORKER, annotations: { 'gpu-fraction': '0.5' } });
    expect(seen).toMatchObject({ outcome: 'mutated', warnings: ['no-project'] });
    expect(seen.warningTexts[0]).toMatch(/every template/);
  });

  it.each<[string, object, object, Record<string, string>]>([
    ['a label of its owner', template(), template({ gpus: 1 }), { project: 'team-a' }],
    ['another template', template({ labels: { RUNAI_PROJECT: 'team-a' } }), template(), {}],
    ["another template's environment", template(), template({ env: [{ name: 'RUNAI_PROJECT', value: 'team-a' }] }), {}],
  ])('takes its project from %s', (_, head, worker, labels) => {
    const world = { objects: [rayCluster(head, worker, labels)] };
    expect(admit(HEAD, world)).toMatchObject({
      outcome: 'mutated',
      reason: 'gang-member',
      project: 'team-a',
      warnings: [],
    });
  });

  it('is not routed where no template of its owner wants the scheduler', () => {
    const objects = [rayCluster(template(), template({ labels: { project: 'team-a' } }), { project: 'team-a' })];
    expect(admit(HEAD, { ...IN_PROJECT, objects })).toMatchObject({
      outcome: 'skipped',
      reason: 'nothing-asked',
      warnings: [],
    });
  });

  it.each<[string, object]>([
    ['a GPU', template({ gpus: 1 })],
    ['a project', template({ annotations: { RUNAI_PROJECT: 'team-a' } })],
    ['a project that cannot be read', template({ env: [{ name: 'RUNAI_PROJECT', valueFrom: { secretKeyRef: {} } }] })],
    ['a fraction', template({ annotations: { 'gpu-fraction': '0.5' } })],
    ['memory', template({ labels: { 'gpu-memory': '1' } })],
    ['the label runai', template({ labels: { runai: 'True' } })],
    ['the scheduler', template({ schedulerName: 'runai-scheduler' })],
  ])('is routed where one template has %s', (_, worker) => {
    expect(admit(HEAD, { ...IN_PROJECT, objects: [rayCluster(template(), worker)] })).toMatchObject({
      reason: 'gang-member',
    });
  });

  it("is routed for its own request, whatever its owner's templates say", () => {
    const objects = [rayCluster(template(), template())];
    expect(admit(withLabels(HEAD, { runai: 'true' }), { ...IN_PROJECT, objects }).reason).toBe('asked');
  });
});
