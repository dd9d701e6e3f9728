import { describe, expect, it } from 'vitest';
import { admit, NONE } from '../../support/admission.ts';
import { container, owner, type PodParts } from '../../support/pods.ts';
import { HEAD, WORKER, withLabels } from '../../support/ray.ts';
import { ofProject } from '../../support/world.ts';

const NOTEBOOK: PodParts = { labels: { 'notebook-name': 'main' }, owner: owner('apps/v1', 'StatefulSet') };
const IN_PROJECT = { namespace: ofProject('team-a') };

describe('a pod that asks', () => {
  it.each<[string, PodParts]>([
    ['annotation RUNAI_PROJECT', { annotations: { RUNAI_PROJECT: 'team-a' } }],
    ['label RUNAI_PROJECT', { labels: { RUNAI_PROJECT: 'team-a' } }],
    ['env RUNAI_PROJECT', { env: { RUNAI_PROJECT: 'team-a' } }],
    ['annotation gpu-fraction', { annotations: { 'gpu-fraction': '0.5' } }],
    ['annotation RUNAI_GPU_FRACTION', { annotations: { RUNAI_GPU_FRACTION: '0.5' } }],
    ['label gpu-fraction', { labels: { 'gpu-fraction': '0.5' } }],
    ['label RUNAI_GPU_FRACTION', { labels: { RUNAI_GPU_FRACTION: '0.5' } }],
    ['env RUNAI_GPU_FRACTION', { env: { RUNAI_GPU_FRACTION: '0.5' } }],
    ['annotation gpu-memory', { annotations: { 'gpu-memory': '1' } }],
    ['label gpu-memory', { labels: { 'gpu-memory': '1' } }],
    ['env RUNAI_GPU_MEMORY', { env: { RUNAI_GPU_MEMORY: '1' } }],
    ['label runai', { labels: { runai: 'true' } }],
    ['the scheduler itself', { schedulerName: 'runai-scheduler' }],
  ])('is routed for its %s', (_, parts) => {
    expect(admit(parts, IN_PROJECT)).toMatchObject({
      reason: 'asked',
      schedulerName: 'runai-scheduler',
      project: 'team-a',
    });
  });

  it.each<[string, PodParts]>([
    ['the label project alone', { labels: { project: 'team-a' } }],
    ['a queue label alone', { labels: { 'runai/queue': 'team-a' } }],
    ['a device count alone', { annotations: { 'gpu-fraction-num-devices': '2' } }],
    ["a container's name alone", { annotations: { 'gpu-fraction-container-name': 'main' } }],
    [
      'empty requests',
      {
        annotations: { 'gpu-fraction': '', 'gpu-memory': ' ' },
        labels: { RUNAI_PROJECT: '' },
        env: { RUNAI_GPU_MEMORY: '' },
      },
    ],
    ['the annotation runai', { annotations: { runai: 'true' } }],
    ['an annotation named like the project label', { annotations: { project: 'team-a' } }],
    ['a variable named like an annotation', { env: { 'gpu-fraction': '0.5' } }],
  ])('is not one with %s', (_, parts) => {
    expect(admit(parts, IN_PROJECT)).toMatchObject({ outcome: 'skipped', reason: 'nothing-asked', warnings: [] });
  });

  it('goes to the scheduler without a project too, with a warning', () => {
    const seen = admit({ annotations: { 'gpu-fraction': '0.5' } });
    expect(seen).toMatchObject({
      outcome: 'mutated',
      schedulerName: 'runai-scheduler',
      project: undefined,
      warnings: ['no-project'],
    });
    expect(seen.decision).toContain('no project named');
    expect(seen.warningTexts[0]).toContain('RUNAI_PROJECT');
  });

  it('needs no project where it has the queue label', () => {
    const seen = admit({ labels: { runai: 'true', 'kai.scheduler/queue': 'q' } }, { settings: { flavour: 'kai' } });
    expect(seen).toMatchObject({ outcome: 'mutated', project: undefined, warnings: [] });
  });

  it('is unchanged where nothing is missing', () => {
    const seen = admit({ labels: { project: 'team-a' }, schedulerName: 'runai-scheduler' });
    expect(seen).toMatchObject({ outcome: 'unchanged', reason: 'asked', decision: undefined, warnings: [] });
  });
});

describe('a recognised workload', () => {
  it.each([
    ['nvidia.com/gpu', '1'],
    ['nvidia.com/gpu', 2],
    ['nvidia.com/mig-1g.5gb', '1'],
    ['nvidia.com/mig-3g.20gb', 1],
  ])('is routed for a limit of %s: %s', (resource, count) => {
    const containers = [container('main', { limits: { [resource]: count } })];
    expect(admit({ ...NOTEBOOK, containers }, IN_PROJECT)).toMatchObject({
      outcome: 'mutated',
      reason: 'gpu-workload',
      project: 'team-a',
    });
  });

  it('is routed for the limit of an init container', () => {
    const initContainers = [container('init', { gpus: 1 })];
    expect(admit({ ...NOTEBOOK, initContainers }, IN_PROJECT)).toMatchObject({ reason: 'gpu-workload' });
  });

  it.each([
    ['nvidia.com/gpu', '0'],
    ['nvidia.com/mig-1g.5gb', '0'],
    ['amd.com/gpu', '1'],
    ['nvidia.com/gpu.shared', '1'],
    ['nvidia.com/gpu', 'nonsense'],
    ['nvidia.com/gpu', '-1'],
  ])('is not routed for a limit of %s: %s', (resource, count) => {
    const containers = [container('main', { limits: { [resource]: count } })];
    expect(admit({ ...NOTEBOOK, containers }, IN_PROJECT)).toMatchObject({
      outcome: 'skipped',
      reason: 'nothing-asked',
    });
  });

  it('is left alone, silently, where no project is known', () => {
    expect(admit({ ...NOTEBOOK, gpus: 1 })).toMatchObject({ outcome: 'skipped', reason: 'no-project', warnings: [] });
  });

  it('needs no project where it has the queue label', () => {
    expect(admit({ ...withLabels(NOTEBOOK, { 'runai/queue': 'q' }), gpus: 1 })).toMatchObject({
      outcome: 'mutated',
      reason: 'gpu-workload',
    });
  });

  it('keeps its whole GPUs as they are', () => {
    const seen = admit({ ...NOTEBOOK, gpus: 2 }, IN_PROJECT);
    expect(seen).toMatchObject({ gpu: { main: '2' }, annotations: NONE, warnings: [] });
  });
});

describe('a bare label on a pod that asks for nothing', () => {
  const own = { ...IN_PROJECT };
  it.each<[string, Record<string, string>, string]>([
    ['another project', { project: 'book-keeping' }, 'label-not-of-namespace'],
    ['another queue', { 'runai/queue': 'other' }, 'label-not-of-namespace'],
    [
      "the queue of a pool that the pod's label does not name",
      { 'runai/queue': 'team-a-pool' },
      'label-not-of-namespace',
    ],
    [
      'the queue of another pool',
      { 'runai/queue': 'team-a-pool', 'runai/node-pool': 'other' },
      'label-not-of-namespace',
    ],
    ['a queue that ends in the word undefined', { 'runai/queue': 'team-a-undefined' }, 'label-not-of-namespace'],
    ['a queue that ends in nothing', { 'runai/queue': 'team-a-', 'runai/node-pool': '' }, 'label-not-of-namespace'],
    ["the namespace's project", { project: 'team-a' }, 'gpu-workload'],
    ["the namespace's project with a blank", { project: 'team-a ' }, 'gpu-workload'],
    ["the namespace's queue", { 'runai/queue': 'team-a' }, 'gpu-workload'],
    ["the queue of the pod's pool", { 'runai/queue': 'team-a-pool', 'runai/node-pool': 'pool' }, 'gpu-workload'],
    ['an empty project', { project: '' }, 'gpu-workload'],
  ])('that names %s decides as %s → %s', (_, labels, reason) => {
    const seen = admit({ ...withLabels(NOTEBOOK, labels), gpus: 1 }, own);
    expect(seen).toMatchObject(
      reason === 'gpu-workload'
        ? { outcome: 'mutated', reason }
        : { outcome: 'skipped', reason, warnings: ['label-not-of-namespace'], schedulerName: 'default-scheduler' },
    );
  });

  it('keeps the pod where it is too when the namespace has no project', () => {
    expect(admit({ ...withLabels(NOTEBOOK, { project: 'x' }), gpus: 1 })).toMatchObject({
      reason: 'label-not-of-namespace',
    });
  });

  it('holds for members of a gang and under route: all', () => {
    expect(admit(withLabels(WORKER, { project: 'x' }), IN_PROJECT).reason).toBe('label-not-of-namespace');
    expect(admit({ labels: { project: 'x' } }, { ...IN_PROJECT, settings: { route: 'all' } }).reason).toBe(
      'label-not-of-namespace',
    );
  });

  it('is no more than the project of a pod that asks', () => {
    expect(admit({ ...withLabels(NOTEBOOK, { project: 'x', runai: 'true' }), gpus: 1 })).toMatchObject({
      reason: 'asked',
      project: 'x',
    });
  });
});

describe('the setting route', () => {
  it.each<[string, PodParts, 'requested' | 'gpu-workloads' | 'all', string]>([
    ['requested: a GPU workload', { ...NOTEBOOK, gpus: 1 }, 'requested', 'unasked-gpu'],
    ['requested: a gang member', HEAD, 'requested', 'nothing-asked'],
    ['requested: a pod that asks', { labels: { runai: 'true' } }, 'requested', 'asked'],
    ['gpu-workloads: a GPU workload', { ...NOTEBOOK, gpus: 1 }, 'gpu-workloads', 'gpu-workload'],
    ['gpu-workloads: a gang member', HEAD, 'gpu-workloads', 'gang-member'],
    ['gpu-workloads: any pod', {}, 'gpu-workloads', 'nothing-asked'],
    ['all: any pod', {}, 'all', 'route-all'],
    ['all: any pod with a GPU', { gpus: 1 }, 'all', 'route-all'],
    ['all: a GPU workload', { ...NOTEBOOK, gpus: 1 }, 'all', 'gpu-workload'],
    ['all: a gang member', HEAD, 'all', 'gang-member'],
    ['all: a pod that asks', { labels: { runai: 'true' } }, 'all', 'asked'],
    ['all: a helper', { labels: { 'ray.io/node-type': 'redis-cleanup' } }, 'all', 'helper-pod'],
    ['all: a pod of a DaemonSet', { owner: owner('apps/v1', 'DaemonSet') }, 'all', 'daemonset-pod'],
    ['all: a pod that does not want to', { labels: { runai: 'false' } }, 'all', 'scheduler-not-wanted'],
  ])('%s', (_, parts, route, reason) => {
    expect(admit(parts, { ...IN_PROJECT, settings: { route } }).reason).toBe(reason);
  });

  it('all: a pod without a project is left alone', () => {
    expect(admit({}, { settings: { route: 'all' } })).toMatchObject({ outcome: 'skipped', reason: 'no-project' });
  });
});
